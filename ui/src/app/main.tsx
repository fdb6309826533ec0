import '@fontsource-variable/instrument-sans/index.css';
import '@/ui/tokens.css';
import '@/ui/base.css';
import '@/ui/mantine';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './App';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the app.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
