/** The ends of an axis and the distance between its marks. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

const mostSteps = 6;

/**
 * The tightest scale of about six steps of 1, 2 or 5 times a power of ten that holds all values.
 *
 * Values that are not finite do not count; without any other the scale is 0 to 1.
 */
export function niceScale(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), finite[0] ?? 0);
  const high = finite.reduce((a, b) => Math.max(a, b), finite[0] ?? 1);
  const rough = (high - low || 1) / mostSteps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const min = Math.floor(low / interval) * interval;
  const max = Math.ceil(high / interval) * interval;
  return { min, max: max > min ? max : min + interval, interval };
}
