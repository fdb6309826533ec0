import type { FormValues } from './types';

/** A field's text, without the space around it. */
export function textOf(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** What is ticked or chosen in a field of many. */
export function listOf(values: FormValues, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value : [];
}

/** A field's text as it was typed: a password begins and ends as its owner says. */
export function rawOf(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
