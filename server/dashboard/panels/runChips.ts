import { element } from '../element.js';
import type { RunStore } from '../store/run.js';

/** Which runs are laid over each other, and which one the panels below show. */
export interface Choice {
  readonly hidden: ReadonlySet<string>;
  readonly detailed: string | undefined;
}

/** Draws a switch for each run; one run needs none. */
export function drawRuns(
  place: HTMLElement,
  runs: readonly RunStore[],
  { hidden, detailed }: Choice,
  choose: (choice: Choice) => void,
): void {
  place.hidden = runs.length < 2;
  const chips = runs.map(({ name, color }) => {
    const shown = !hidden.has(name);
    return element(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-pressed': String(shown),
        'data-color': color,
        onclick: () => {
          const next = new Set(hidden);
          if (shown) next.add(name);
          else next.delete(name);
          choose({ hidden: next, detailed });
        },
      },
      name,
    );
  });
  const details = element(
    'select',
    { 'aria-label': 'Run whose samples, layers and configuration are shown' },
    ...runs.map(({ name }) =>
      element('option', { value: name, selected: name === detailed }, `details: ${name}`),
    ),
  );
  details.addEventListener('change', () => choose({ hidden, detailed: details.value }));
  // Who chooses by keyboard goes on from there.
  const { activeElement } = document;
  const focused = activeElement === null ? -1 : [...place.children].indexOf(activeElement);
  const made: readonly HTMLElement[] = [...chips, details];
  place.replaceChildren(...made);
  if (focused >= 0) made[focused].focus();
}
