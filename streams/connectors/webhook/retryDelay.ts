const FIRST_MS = 100;
const MOST_MS = 15_000;
const LONGEST_MS = 3_600_000;

/**
 * How long to wait before a request is sent again, in ms: a time that doubles with each failure, up to 15 s, of which
 * a random half to whole is taken; but as long as the receiver asked for, up to an hour, and a random tenth longer, so
 * that many senders do not come back together.
 *
 * @param failures of this request, 1 or more
 * @param askedMs by the receiver, 0 where it did not
 * @param random from 0 to below 1
 * @example
 * [1, 2, 9].map((failures) => retryDelay(failures, 0, () => 0)) // => [50, 100, 7500]
 */
export function retryDelay(failures: number, askedMs: number, random: () => number): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
  const asked = Math.min(LONGEST_MS, askedMs);
  return Math.max((whole / 2) * (1 + random()), asked * (1 + random() / 10));
}

/**
 * The header Retry-After in ms from now on: seconds or a date (RFC 9110); 0 when it is neither, or over.
 *
 * @example
 * retryAfterMs('120', 0) // => 120000
 */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  // Such dates begin with a day of the week; Date.parse takes other texts for dates, too.
  const dateMs = /^[A-Z][a-z]{2},? /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(dateMs) ? 0 : Math.max(0, dateMs - nowMs);
}
