import type { RunLifeEvent } from '../../client.js';
import { element } from '../element.js';
import { count } from '../numbers.js';
import type { RunStore } from '../store/run.js';

/** The newest that are listed. */
const SHOWN = 100;

/** What happened, the newest first. */
export function drawEvents(section: HTMLElement, runs: readonly RunStore[]): void {
  const lines = runs.flatMap((run) => run.events.slice(-SHOWN).map((event) => ({ run, event })));
  // Runs do not share a clock; among events of one iteration each run keeps its own order.
  lines.sort((one, other) => one.event.iteration - other.event.iteration);
  section.hidden = lines.length === 0;
  section.querySelector('.events')?.replaceChildren(
    ...lines
      .slice(-SHOWN)
      .reverse()
      .map(({ run, event }) =>
        element(
          'li',
          { class: isBad(event) ? 'bad' : 'good' },
          element('span', { class: 'at' }, count(event.iteration)),
          ...(runs.length > 1 ? [element('span', { 'data-color': run.color }, run.name)] : []),
          element('span', {}, inWords(event)),
        ),
      ),
  );
}

function isBad({ type }: RunLifeEvent): boolean {
  return type === 'trouble' || type === 'diverged' || type === 'failed';
}

/** An event as a sentence; one of a later version by its name. */
function inWords(event: RunLifeEvent): string {
  switch (event.type) {
    case 'checkpoint':
      return event.error === undefined ? 'checkpoint saved' : `no checkpoint: ${event.error}`;
    case 'rewound':
      return 'rewound: goes on from here';
    case 'command':
      return commandInWords(event);
    case 'trouble':
    case 'diverged':
    case 'failed':
      return `${event.type}: ${event.message}`;
    default:
      return event.type;
  }
}

function commandInWords({
  cmd,
  args,
  refused,
}: Extract<RunLifeEvent, { readonly type: 'command' }>): string {
  const values = Object.values(args).map((value) =>
    typeof value === 'string' ? value : value === null ? 'as scheduled' : JSON.stringify(value),
  );
  const text = [cmd === 'learningRate' ? 'learning rate' : cmd, ...values].join(' ');
  return refused === undefined ? text : `${text} refused: ${refused}`;
}
