import { IconUsers } from '@tabler/icons-react';
import { expect, it } from 'vitest';

import { answering, type Entry } from './entries';

const entry = (label: string, also?: string): Entry => ({ id: label, label, icon: IconUsers, also, run: () => undefined });

it('shows the section with the best answer first, and leaves empty ones out', () => {
  const sections = [
    { heading: 'Here', entries: [entry('Next row'), entry('Do it in our settings')] },
    { heading: 'Go to', entries: [entry('Users'), entry('Settings')] },
    { heading: 'Appearance', entries: [entry('Dark', 'theme night')] },
  ];
  expect(answering(sections, 'sett').map(({ heading }) => heading)).toEqual(['Go to', 'Here']);
  expect(answering(sections, 'night')[0]?.entries[0]?.label).toBe('Dark');
  expect(answering(sections, '').map(({ heading }) => heading)).toEqual(['Here', 'Go to', 'Appearance']);
});
