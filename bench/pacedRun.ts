import { Subject } from 'rxjs';
import type { Cost, Step } from '../streams/index.js';

/** What a paced run is of. */
export interface PacedOptions {
  /** The step that is sent again and again, with another index and cost. */
  readonly step: Step & Cost;
  /** The cost of a point when it is sent. */
  readonly costOf: (index: number) => number;
}

/** A run of 1,000 points a second, that begins at once and ends when it is stopped. */
export class PacedRun {
  readonly step$ = new Subject<Step & Cost>();
  points = 0;
  readonly #timer: NodeJS.Timeout;

  constructor({ step, costOf }: PacedOptions) {
    const start = performance.now();
    const emit = () => {
      const due = Math.floor(performance.now() - start);
      while (this.points < due) {
        const index = this.points++;
        this.step$.next({ ...step, index, cost: costOf(index) });
      }
    };
    this.#timer = setInterval(emit, 1);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
