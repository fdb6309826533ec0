import { useEffect, type ReactNode } from 'react';

import classes from './Page.module.css';
import { nameScreen } from './title';

interface PageProps {
  title: string;
  /** A few words or figures beside the title. */
  aside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  width?: 'full' | 'text';
  /** Whether the part marked `data-grow` takes the height that is left, and scrolls by itself. */
  fill?: boolean;
}

/** A screen: its title, its actions, its content. Names the browser's tab as well. */
export function Page({ title, aside, actions, children, width = 'full', fill = false }: PageProps) {
  useTitle(title);
  return (
    <div className={classes['page']} data-width={width} data-fill={fill || undefined}>
      <header className={classes['head']}>
        <h1 className={classes['title']}>{title}</h1>
        {aside && <div className={classes['aside']}>{aside}</div>}
        {actions && <div className={classes['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** The name of the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    nameScreen(title);
  }, [title]);
}
