import type { ConnectionStatus } from '../../client.js';
import { element, write } from '../element.js';
import { count } from '../numbers.js';

/** Says how the connection stands, in words. */
export function drawStatus(place: HTMLElement, status: ConnectionStatus): void {
  place.dataset.state = status.state;
  // How far behind changes all the time: a screen reader is not told that.
  const [state, detail] = place.children.length === 2 ? place.children : parts(place);
  const [words, more = ''] = inWords(status);
  write(state, words);
  write(detail, more);
  place.title = status.state === 'disconnected' ? status.reason : '';
}

function parts(place: HTMLElement): readonly Element[] {
  place.replaceChildren(element('span', {}), element('span', { 'aria-hidden': 'true' }));
  return [...place.children];
}

function inWords(status: ConnectionStatus): readonly [words: string, more?: string] {
  switch (status.state) {
    case 'connecting':
      return ['connecting …'];
    case 'behind':
      return status.missing > 0
        ? ['catching up', `: ${count(status.missing)} to go`]
        : ['behind', ` by ${count(status.lateMs / 1000)} s`];
    case 'conflated':
      return ['live, points merged'];
    case 'disconnected':
      return status.retryMs === undefined
        ? [`disconnected: ${status.reason}`]
        : [`disconnected, trying again (${status.reason})`];
    default:
      return ['live'];
  }
}
