import { expect, it } from 'vitest';

import { exportOf } from './export';

it('an export has the filter, the order and the columns of the table, each once', () => {
  expect(exportOf({ ordering: 'name', unread: true }, [{ id: 'name' }, { id: 'wants' }, { id: 'loan_amount' }])).toEqual({
    ordering: 'name',
    unread: 'true',
    columns: 'id,name,intent,loan_amount',
  });
});
