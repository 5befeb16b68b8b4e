/** From an offset to one before another. */
type Range = [from: number, to: number];

/**
 * Which records of a partition are dealt with: all before `first`, and those of `ranges` behind it, which are in
 * order, apart from each other and not empty. `first` itself is not dealt with.
 */
export interface DoneOffsets {
  first: number;
  readonly ranges: Range[];
}

/** Adds the offsets `from` to `to - 1`. It takes time with the number of ranges behind them. */
export function addDone(done: DoneOffsets, from: number, to: number): void {
  if (to <= from || to <= done.first) return;
  const { ranges } = done;
  // What is added most is at the end.
  const before = ranges.findLastIndex(([, end]) => end < from) + 1;
  let after = before;
  let [start, end] = [from, to];
  while (after < ranges.length && ranges[after][0] <= to) {
    start = Math.min(start, ranges[after][0]);
    end = Math.max(end, ranges[after][1]);
    after++;
  }
  if (start > done.first) ranges.splice(before, after - before, [start, end]);
  else {
    done.first = end;
    ranges.splice(0, after);
  }
}

/** Whether a record is dealt with. */
export function isDone({ first, ranges }: DoneOffsets, offset: number): boolean {
  return offset < first || ranges.some(([from, to]) => from <= offset && offset < to);
}

const MARK = 'done';
/** What a broker keeps of text beside an offset, unless it is told otherwise. */
const MOST_BYTES = 4096;

/**
 * The ranges as text, for the broker to keep beside `first`: `done 2+3 1+1` is two that are not dealt with, three
 * that are, one that is not, one that is. What would be longer than 4096 bytes is left out, and comes again.
 */
export function doneText({ first, ranges }: DoneOffsets): string {
  let text = ranges.length === 0 ? '' : MARK;
  let at = first;
  for (const [from, to] of ranges) {
    const next = ` ${from - at}+${to - from}`;
    if (text.length + next.length > MOST_BYTES) break;
    text += next;
    at = to;
  }
  return text;
}

/** Adds what the broker has kept; of text that somebody else has written, nothing. */
export function addDoneText(done: DoneOffsets, first: number, text: string | null): void {
  addDone(done, 0, first);
  if (text === null || !/^done(?: \d+\+\d+)*$/.test(text)) return;
  let at = first;
  for (const [, skipped, taken] of text.matchAll(/(\d+)\+(\d+)/g)) {
    const from = at + Number(skipped);
    at = from + Number(taken);
    addDone(done, from, at);
  }
}
