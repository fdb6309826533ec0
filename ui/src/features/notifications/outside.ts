import { keepsCopy } from '@/api/device';
import { platform, preferences } from '@/platform';

/** Whether the browser could tell something outside of the page; the app tells by itself. */
export const mayTell = !keepsCopy && platform.notices !== null;

/** Whether it does: the user wants it, and the browser allows it. */
export const tellsOutside = (): boolean => mayTell && preferences.read('notices') === 'on' && platform.notices?.allowed() === true;

/** Turns it on or off, asking the browser where that is needed; the answer is what holds now. */
export async function tellOutside(wanted: boolean): Promise<boolean> {
  const on = wanted && (await platform.notices?.ask()) === true;
  preferences.write('notices', on ? 'on' : 'off');
  return on;
}
