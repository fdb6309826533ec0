/** What is said before anybody is logged in; the rest comes with the desk, so that the way in is short. */
import app from './app.json';
import auth from './auth.json';
import lib from './lib.json';
import transport from './transport.json';
import ui from './ui.json';

export default { ...app, ...auth, ...lib, ...transport, ...ui } as Record<string, string>;
