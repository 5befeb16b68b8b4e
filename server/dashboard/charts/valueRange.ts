import uPlot from 'uplot';

/** Which values an axis shows: all there are, and a little room; null where there are none. */
export function valueRange(
  least: number | null,
  largest: number | null,
  [low, high]: readonly [number, number] = [Infinity, -Infinity],
  logarithmic: boolean = false,
): [number, number] {
  const min = Math.min(least ?? Infinity, logarithmic ? Infinity : low);
  const max = Math.max(largest ?? -Infinity, high);
  if (!(min <= max)) return logarithmic ? [0.1, 1] : [0, 1];
  if (logarithmic) {
    const [bottom, top] = uPlot.rangeLog(min, max, 10, false);
    return [bottom ?? min, top ?? max];
  }
  const room = max > min ? 0.06 * (max - min) : Math.abs(max) * 0.1 || 0.1;
  return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
}
