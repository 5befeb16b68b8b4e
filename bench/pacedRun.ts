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
  readonly #options: PacedOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: PacedOptions) {
    this.#options = options;
    const start = performance.now();
    let paced = 0;
    this.#timer = setInterval(() => {
      for (; paced < Math.floor(performance.now() - start); paced++) this.#emit();
    }, 1);
  }

  /** Sends many at once, besides. */
  fill(count: number): void {
    for (let i = 0; i < count; i++) this.#emit();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #emit(): void {
    const { step, costOf } = this.#options;
    const index = this.points++;
    this.step$.next({ ...step, index, cost: costOf(index) });
  }
}
