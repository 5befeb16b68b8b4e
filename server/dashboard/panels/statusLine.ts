import type { ConnectionStatus } from '../../client.js';
import { write } from '../element.js';
import { count } from '../numbers.js';

/** Says how the connection stands, in words. */
export function drawStatus(place: HTMLElement, status: ConnectionStatus): void {
  place.dataset.state = status.state;
  write(place, inWords(status));
  place.title = status.state === 'disconnected' ? status.reason : '';
}

function inWords(status: ConnectionStatus): string {
  switch (status.state) {
    case 'connecting':
      return 'connecting …';
    case 'behind':
      return status.missing > 0
        ? `catching up: ${count(status.missing)} to go`
        : `behind by ${count(status.lateMs / 1000)} s`;
    case 'conflated':
      return 'live, points merged';
    case 'disconnected':
      return status.retryMs === undefined
        ? `disconnected: ${status.reason}`
        : `disconnected, trying again (${status.reason})`;
    default:
      return 'live';
  }
}
