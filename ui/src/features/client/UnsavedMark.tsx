import { t } from '@/lib/i18n';

import classes from './UnsavedMark.module.css';

/** Something in this part is written and not saved. */
export const UnsavedMark = () => <span className={classes['mark']} role="img" aria-label={t('not saved yet')} title={t('not saved yet')} />;
