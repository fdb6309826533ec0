import { locale } from '@/lib/i18n';

export interface QuietHours {
  fromHour: number;
  untilHour: number;
}

/** The hour of the day somewhere. */
function hourThere(at: Date, timeZone: string): number {
  const text = new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(at);
  return Number(text);
}

/** Whether nobody should be called at a time, where they are. */
export function isQuiet(at: Date, timeZone: string, { fromHour, untilHour }: QuietHours): boolean {
  if (fromHour === untilHour) return false;
  const hour = hourThere(at, timeZone);
  return fromHour < untilHour ? hour >= fromHour && hour < untilHour : hour >= fromHour || hour < untilHour;
}

/** The time of day somewhere, with the name of its zone: `10:42 AM PST`. */
export const timeThere = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit', timeZone, timeZoneName: 'short' }).format(at);
