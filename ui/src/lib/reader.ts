import { t } from './i18n';

/** `openai:gpt-4o-mini` is a model by name; `rules` is Rivo itself. */
export function readerName(extractor: string | null): string {
  if (!extractor || extractor === 'rules') return t('Rivo’s rules');
  return extractor.replace(/^openai:/, '');
}
