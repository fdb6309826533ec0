import '@fontsource-variable/instrument-sans/index.css';
import '@/ui/tokens.css';
import '@/ui/base.css';
import '@/ui/mantine';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { preferredLanguage, speak } from '@/lib/i18n';
import { preferences } from '@/platform';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the app.');

// The app's modules say what they say once, as they load: the language comes first.
await speak(preferredLanguage(preferences.read('language')));
const { App } = await import('./App');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
