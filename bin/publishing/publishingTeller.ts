import type { Terminal } from '../terminal.js';
import { type PublishingEvent, publishingLine } from './publishingEvents.js';

/**
 * Tells what becomes of publishing: in words on stderr, and with `json` as an object on stdout besides.
 *
 * @param clear makes room where something else is shown
 */
export function publishingTeller(
  { stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>,
  json = false,
  clear = () => {},
): (event: PublishingEvent) => void {
  return (event) => {
    const line = publishingLine(event);
    clear();
    if (json) stdout.write(`${JSON.stringify(event)}\n`);
    if (line !== undefined) stderr.write(`note: ${line}\n`);
  };
}
