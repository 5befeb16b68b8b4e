/**
 * One iteration's turn: the source draws the next iteration when every claim on this one is released.
 *
 * It travels in the records, so that demand reaches the source from wherever the work is done,
 * through `share()` and through any operator that passes records on.
 */
export interface Turn {
  /**
   * Keeps the source waiting.
   *
   * @throws {Error} when the turn of iteration `index` is over already
   */
  claim(index: number): void;
  /** Gives one claim back. */
  release(): void;
}

/** The source's side of a turn. */
export interface OwnTurn extends Turn {
  /** Begins the turn of iteration `index`, with one claim for the source itself. */
  begin(index: number): void;
}

/** Turns that call `onFree` each time the last claim is released. */
export function takeTurns(onFree: () => void): OwnTurn {
  let current = -1;
  let claims = 0;
  return {
    begin(index) {
      current = index;
      claims = 1;
    },
    claim(index) {
      if (index !== current || claims === 0) {
        throw new Error(
          `Iteration ${index} reached closeLoop() after its turn: an asynchronous operator stands ` +
            'between iterate() and closeLoop(). Move it into the phases of closeLoop(), where the ' +
            'source waits for it',
        );
      }
      claims++;
    },
    release() {
      claims--;
      if (claims === 0) onFree();
    },
  };
}
