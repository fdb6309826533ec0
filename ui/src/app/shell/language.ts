import { language, type Language } from '@/lib/i18n';
import { preferences } from '@/platform';
import { drafts } from '@/ui/drafts';

/** Speaks another language from now on: what was said once is said anew by a new page. */
export function chooseLanguage(code: Language): void {
  if (language() === code) return;
  preferences.write('language', code);
  drafts.handOver();
  location.reload();
}
