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

/** The folders whose words all come from the catalogues. */
const spoken = [
  'src/app/**',
  'src/features/auth/**',
  'src/features/notifications/**',
  'src/features/client/**',
  'src/features/sync/**',
  'src/lib/**',
  'src/transport/**',
  'src/features/admin/**',
  'src/features/chat/**',
  'src/features/clients/**',
  'src/features/pipeline/**',
  'src/features/today/**',
  'src/features/reports/**',
  'src/features/assignment/**',
  'src/ui/chart/**',
  'src/ui/desk/**',
  'src/ui/grid/**',
  'src/ui/*.tsx',
];
/** What a person reads of an element or a description. */
const readable = /^(aria-label|aria-description|label|title|placeholder|description|alt|help|explain|heading|text|action|empty|hint|subtitle)$/;

/** Keeps the words of the screens in the catalogues. */
const bareText = {
  meta: { type: 'problem', schema: [], messages: { bare: '"{{text}}" is not in the catalogues: say it through t().' } },
  create(context) {
    const check = (node, text) => {
      if (typeof text === 'string' && /\p{L}{2}/u.test(text)) context.report({ node, messageId: 'bare', data: { text: text.trim() } });
    };
    const said = (node) => {
      if (node?.type === 'Literal') check(node, node.value);
      else if (node?.type === 'TemplateLiteral') node.quasis.forEach(({ value }) => check(node, value.cooked));
      else if (node?.type === 'ConditionalExpression') [node.consequent, node.alternate].forEach(said);
      else if (node?.type === 'LogicalExpression') said(node.right);
    };
    return {
      JSXText: (node) => check(node, node.value),
      JSXExpressionContainer: (node) => {
        if (node.parent.type !== 'JSXAttribute') said(node.expression);
      },
      JSXAttribute: (node) => {
        if (typeof node.name.name !== 'string' || !readable.test(node.name.name)) return;
        said(node.value?.type === 'JSXExpressionContainer' ? node.value.expression : node.value);
      },
      Property: (node) => {
        if (node.parent.type === 'ObjectExpression' && readable.test(node.key.name ?? node.key.value)) said(node.value);
      },
    };
  },
};

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'tools', 'src/api/schema.ts', 'src/api/device-schema.ts'] },
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
    files: spoken,
    ignores: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    plugins: { spoken: { rules: { 'bare-text': bareText } } },
    rules: { 'spoken/bare-text': 'error' },
  },
  {
    files: ['src/transport/**', 'src/platform/**'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
  },
);
