import { Loading } from '../states';
import classes from './DataGrid.module.css';

/** As many grey rows as will come, in the height they will have. */
export function GridSkeleton({ what, rows = 12, rowHeight = 56 }: { what: string; rows?: number; rowHeight?: number }) {
  return (
    <Loading what={what}>
      <div className={classes['grid']}>
        <div className={classes['head']}>
          <div className={classes['headRow']} />
        </div>
        {Array.from({ length: rows }, (_, index) => (
          <div key={index} className={classes['ghost']} style={{ height: rowHeight }}>
            <span style={{ width: 28, height: 28, borderRadius: 9 }} />
            <span style={{ width: `${16 + ((index * 7) % 12)}%` }} />
            <span style={{ width: '9%' }} />
            <span style={{ width: `${14 + ((index * 5) % 9)}%` }} />
            <span style={{ width: '7%', marginInlineStart: 'auto' }} />
          </div>
        ))}
      </div>
    </Loading>
  );
}
