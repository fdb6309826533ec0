import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';

import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import { t } from '@/lib/i18n';
import { Page } from '@/ui/Page';
import { TimeAgo } from '@/ui/TimeAgo';

import classes from './OfficeScreen.module.css';
import { RecentActions } from './RecentActions';
import { groups, type Section } from './sections';

/** The back office: all its sections that the user may open, and what was done lately. */
export function OfficeScreen() {
  const may = useCan();
  const open = groups
    .map(({ label, sections }) => ({ label, sections: sections.filter(({ need }) => may(need)) }))
    .filter(({ sections }) => sections.length > 0);
  const seesAudit = may('audit.view');
  return (
    <Page title={t('Back office')}>
      <div className={classes['columns']} data-aside={seesAudit || undefined}>
        <div className={classes['groups']}>
          {open.map(({ label, sections }) => (
            <section key={label} aria-label={label} className={classes['group']}>
              <h2>{label}</h2>
              <ul>
                {sections.map((section) => (
                  <li key={section.path}>
                    <SectionRow section={section} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        {seesAudit && <RecentActions />}
      </div>
    </Page>
  );
}

function SectionRow({ section: { path, label, text, icon: SectionIcon, figure, add } }: { section: Section }) {
  const may = useCan();
  return (
    <div className={classes['row']}>
      <Link to={path} className={classes['link']}>
        <SectionIcon size={20} stroke={1.7} aria-hidden="true" />
        <span className={classes['words']}>
          <strong>{label}</strong>
          <small>{text}</small>
        </span>
      </Link>
      {figure && (!figure.need || may(figure.need)) && <FigureOf path={path} read={figure.read} />}
      {add && may(add) && (
        <Link to={path} search={{ open: 'new' }} className={classes['add']} aria-label={t('Add: {what}', { what: label })}>
          <IconPlus size={16} aria-hidden="true" />
        </Link>
      )}
    </div>
  );
}

function FigureOf({ path, read }: { path: string; read: NonNullable<Section['figure']>['read'] }) {
  const figure = useQuery({ queryKey: [...keys.admin('figures'), path], queryFn: ({ signal }) => read(signal) }).data;
  if (!figure) return null;
  return (
    <span className={classes['figure']} data-bad={('bad' in figure && figure.bad) || undefined}>
      {'at' in figure ? <TimeAgo at={figure.at} suffix /> : figure.text}
    </span>
  );
}
