import { BehaviorSubject } from 'rxjs';

/** Iterations to show, the same in all charts. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which part of a run is looked at. */
export interface View {
  /** `all`, or a part; one that `sticks` moves along with the newest iteration. */
  readonly chosen$: BehaviorSubject<Choice>;
  /** The iteration under the cursor, the same in all charts. */
  readonly cursor$: BehaviorSubject<number | undefined>;
  /** What to draw, given what there is. */
  readonly rangeIn: (all: Range) => Range;
  readonly zoom: (factor: number, all: Range, around?: number) => void;
  readonly pan: (share: number, all: Range) => void;
  readonly show: (range: Range, all: Range) => void;
  readonly showAll: () => void;
}

/** A part of the run, or all of it. */
export type Choice = 'all' | (Range & { readonly sticks: boolean });

/** The least that is shown at once, in iterations. */
const LEAST = 4;

/** A view of the whole run, or of what was looked at before. */
export function view(start: unknown = 'all'): View {
  const chosen$ = new BehaviorSubject<Choice>(isChoice(start) ? start : 'all');

  function rangeIn(all: Range): Range {
    const chosen = chosen$.value;
    if (chosen === 'all') return all;
    if (!chosen.sticks) return chosen;
    return { from: all.to - (chosen.to - chosen.from), to: all.to };
  }

  function show({ from, to }: Range, all: Range): void {
    const width = Math.max(LEAST, to - from);
    // All but a thousandth is all: halving and doubling come back to where they began.
    if (width >= 0.999 * (all.to - all.from)) {
      chosen$.next('all');
      return;
    }
    const left = Math.min(Math.max(from, all.from), all.to - width);
    chosen$.next({ from: left, to: left + width, sticks: left + width >= all.to });
  }

  return {
    chosen$,
    cursor$: new BehaviorSubject<number | undefined>(undefined),
    rangeIn,
    show,
    showAll: () => chosen$.next('all'),
    zoom(factor, all, around) {
      const { from, to } = rangeIn(all);
      // The newest iteration stays in sight when it is.
      const pivot = around ?? (to >= all.to ? to : (from + to) / 2);
      const width = Math.max(LEAST, (to - from) * factor);
      const share = to > from ? (pivot - from) / (to - from) : 0.5;
      show({ from: pivot - share * width, to: pivot + (1 - share) * width }, all);
    },
    pan(share, all) {
      const { from, to } = rangeIn(all);
      const by = share * (to - from);
      show({ from: from + by, to: to + by }, all);
    },
  };
}

function isChoice(value: unknown): value is Choice {
  if (value === 'all') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (!('from' in value && 'to' in value && 'sticks' in value)) return false;
  const { from, to, sticks } = value;
  return Number.isFinite(from) && Number.isFinite(to) && typeof sticks === 'boolean';
}
