import { t } from '@/lib/i18n';

/** A setting's value as it stands in its field. */
export function writtenSetting(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  if (typeof value === 'boolean') return value ? t('on') : t('off');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What stands in a field as the value its kind wants; undefined where it is none. */
export function readSetting(kind: string, draft: string): unknown {
  if (kind === 'integer') return /^-?\d+$/.test(draft.trim()) ? Number(draft) : undefined;
  if (kind === 'text_list') return draft.split('\n').map((line) => line.trim()).filter(Boolean);
  return draft;
}
