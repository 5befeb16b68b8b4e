/** Draws what has changed, a few things in each frame, so that none takes long. */
export interface Painter {
  /** Something is to be drawn again, soon; asking twice is asking once. */
  readonly mark: (draw: () => void) => void;
}

/** What a frame may take, in ms: a frame is over when the next piece would not fit. */
const BUDGET = 8;

/** A piece is drawn at most so often, in ms. */
const APART = 60;

/** A painter that takes turns: what was drawn longest ago comes first. */
export function painter(): Painter {
  const waiting = new Set<() => void>();
  const drawnAt = new Map<() => void, number>();
  let asked = false;

  async function frame(): Promise<void> {
    asked = false;
    const start = performance.now();
    const due = [...waiting].filter((draw) => start - (drawnAt.get(draw) ?? -APART) >= APART);
    for (const draw of due) {
      if (performance.now() - start > BUDGET) break;
      waiting.delete(draw);
      draw();
      // Behind the others, whatever order they are marked in.
      drawnAt.delete(draw);
      drawnAt.set(draw, performance.now());
      // A new plot draws itself in a microtask: that counts too.
      await Promise.resolve();
    }
    if (waiting.size > 0) ask();
  }

  function ask(): void {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => void frame());
  }

  return {
    mark(draw) {
      waiting.add(draw);
      ask();
    },
  };
}
