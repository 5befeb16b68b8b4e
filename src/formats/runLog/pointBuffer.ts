import { encodePoints } from './records.js';

/** Points of one series that are not yet written. */
export interface PointBuffer {
  append(iteration: number, value: number): void;
  /** The points as records, of which it keeps none. */
  take(): readonly Uint8Array[];
}

/** Points in one record: damage to it loses them all. */
const pointsPerRecord = 2 ** 16;

/** A buffer that grows as need be, and keeps its room. */
export function pointBuffer(name: string): PointBuffer {
  let iterations = new Float64Array(64);
  let values = new Float64Array(64);
  let length = 0;

  function grow(): void {
    const [earlier, earlierValues] = [iterations, values];
    iterations = new Float64Array(2 * length);
    values = new Float64Array(2 * length);
    iterations.set(earlier);
    values.set(earlierValues);
  }
  return {
    append(iteration, value) {
      if (length === values.length) grow();
      iterations[length] = iteration;
      values[length] = value;
      length++;
    },
    take() {
      const records: Uint8Array[] = [];
      for (let at = 0; at < length; at += pointsPerRecord) {
        const end = Math.min(at + pointsPerRecord, length);
        const part = { iterations: iterations.subarray(at, end), values: values.subarray(at, end) };
        records.push(encodePoints(name, part));
      }
      length = 0;
      return records;
    },
  };
}
