import { connect } from '../client.js';
import { remember } from './memory.js';
import { followTheme } from './theme.js';
import { takeToken } from './token.js';

/*
 * The page: everything comes through one connection, which is opened before what shows it is loaded and built.
 */

followTheme();
const token = takeToken();
const connection = connect(location.href, {
  ...(token !== undefined && { token }),
  client: 'gradstream page',
});
connection.status$.subscribe(({ state }) => {
  if (state === 'disconnected' && token !== undefined) void checkToken(token);
});

/** A browser does not say why it could not connect. The token of a server that is gone is worth nothing: watch. */
async function checkToken(worth: string): Promise<void> {
  const headers = { authorization: `Bearer ${worth}` };
  const answer = await fetch('v1/runs', { headers }).catch(() => undefined);
  if (answer?.status !== 401) return;
  remember('token', undefined);
  location.reload();
}

// A task of its own, so that the browser can draw and hear in between.
const { panels } = await import('./panels.js');
panels(connection);
