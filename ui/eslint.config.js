import reactHooks from 'eslint-plugin-react-hooks';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const source = resolve(dirname(fileURLToPath(import.meta.url)), 'src');

/** The floors of the house: a file imports from its own floor and those below. */
const floors = { lib: 0, platform: 1, transport: 1, api: 2, ui: 3, features: 4, app: 5 };

/** Keeps imports going one way, and features out of each other. */
const oneWay = {
  meta: { type: 'problem', schema: [], messages: { up: '{{from}} must not import {{to}}.' } },
  create(context) {
    const place = relative(source, context.filename).split(/[\\/]/);
    const check = (node) => {
      const target = node.source?.value;
      if (typeof target !== 'string') return;
      const path = target.startsWith('@/')
        ? target.slice(2).split('/')
        : target.startsWith('.')
          ? relative(source, resolve(dirname(context.filename), target)).split(/[\\/]/)
          : null;
      if (!path) return;
      const [from, to] = [floors[place[0]], floors[path[0]]];
      if (from === undefined || to === undefined) return;
      // The wire's types have no code and may be named anywhere.
      if (path.join('/') === 'api/types' && node.importKind === 'type') return;
      const sideways = place[0] === 'features' && path[0] === 'features' && place[1] !== path[1];
      const peers = from === to && place[0] !== path[0];
      if (to > from || sideways || peers) {
        const name = (parts) => parts.slice(0, parts[0] === 'features' ? 2 : 1).join('/');
        context.report({ node, messageId: 'up', data: { from: name(place), to: name(path) } });
      }
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: (node) => check({ source: node.source, loc: node.loc, type: node.type }),
    };
  },
};

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'tools', 'src/api/schema.ts'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({
    ...config,
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
  })),
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    plugins: { house: { rules: { 'one-way': oneWay } }, 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'house/one-way': 'error',
      'max-lines': ['error', 500],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // TanStack Router redirects by throwing a response that is no Error.
      '@typescript-eslint/only-throw-error': 'off',
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only transport/ and platform/ know the shell.' }] },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Requests go through transport/.' },
        { name: 'EventSource', message: 'Streams go through transport/.' },
        { name: 'localStorage', message: 'Use platform/.' },
      ],
    },
  },
  {
    files: ['src/transport/**', 'src/platform/**'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
  },
);
