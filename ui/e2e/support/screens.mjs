// Every screen of the desk: its address, who sees it, and the states that are worth a picture.

const both = ['empty', 'failing'];

const screen = (name, address, { as = 'admin', states = both, act } = {}) => ({
  name,
  as,
  states,
  act,
  path: (place) => address.replace(/:(\w+)/g, (_, what) => place[what] ?? 'none'),
});

/** Waits for the list, then presses a key that opens something over it. */
const press = (key) => async (page) => {
  await page.getByRole('row').nth(2).waitFor();
  await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor();
};

export const screens = [
  screen('login', '/dashboard/login/', { as: 'nobody', states: [] }),
  screen('admin', '/dashboard/admin/'),
  screen('admin-search', '/dashboard/admin/?q=nobody+at+all', { states: [] }),
  screen('pipeline', '/dashboard/pipeline/'),
  screen('pipeline-table', '/dashboard/pipeline/?as=table&urgency=high&created_after=-90d', { states: [] }),
  screen('client', '/dashboard/client/:client/', { states: ['failing'] }),
  screen('client-unknown', '/dashboard/client/00000000-0000-7000-8000-000000000000/', { states: [] }),
  screen('today', '/dashboard/today/', { as: 'csm' }),
  screen('csm', '/dashboard/clients/', { as: 'csm' }),
  screen('chat', '/admin/chat/?session=:session'),
  screen('chat-search', '/admin/chat/?q=rate', { states: [] }),
  screen('office', '/admin/', { states: [] }),
  screen('clients', '/admin/clients/'),
  screen('stage-history', '/admin/stage-history/'),
  screen('assignments', '/admin/assignments/'),
  screen('users', '/admin/users/', { states: ['failing'] }),
  screen('user-new', '/admin/users/?open=new', { states: [] }),
  screen('roles', '/admin/roles/', { states: ['failing'] }),
  screen('role-new', '/admin/roles/?open=new', { states: [] }),
  screen('api-keys', '/admin/api-keys/'),
  screen('jobs', '/admin/jobs/'),
  screen('reports', '/admin/reports/'),
  screen('assignment', '/admin/assignment/'),
  screen('extraction', '/admin/extraction/'),
  screen('audit', '/admin/audit/', { states: ['failing'] }),
  screen('settings', '/admin/settings/', { states: [] }),
  screen('account', '/admin/account/', { states: ['failing'] }),
  screen('nowhere', '/admin/nothing/', { states: [] }),
  screen('palette', '/dashboard/admin/', { states: [], act: press('Control+k') }),
  screen('shortcuts', '/dashboard/admin/', { states: [], act: press('?') }),
];
