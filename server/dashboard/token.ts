import { recall, remember } from './memory.js';

/**
 * The token of this tab. It comes in the fragment of the address, which no server sees, and is taken out of it, so
 * that it is in no picture of the screen and in no bookmark; it lasts as long as the tab.
 */
export function takeToken(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    remember('token', given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const kept = recall('token');
  return typeof kept === 'string' ? kept : undefined;
}
