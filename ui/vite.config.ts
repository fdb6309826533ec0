import react from '@vitejs/plugin-react';
import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the server's API. */
const server = process.env['RIVO_DEV_SERVER'] ?? 'http://127.0.0.1:5000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    strictPort: true,
    // The Host header stays as the browser sent it: the server compares it with Origin.
    proxy: { '/api': { target: server, changeOrigin: false } },
  },
  build: {
    target: 'es2023',
    assetsDir: 'assets',
    // The content security policy knows no `data:` fonts or scripts.
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
  },
});
