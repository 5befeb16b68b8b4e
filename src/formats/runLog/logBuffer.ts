import { type PointBuffer, pointBuffer } from './pointBuffer.js';
import { encodeEvent, type LogEvent } from './records.js';

/** What has been appended to a log and is not written yet. */
export interface LogBuffer {
  readonly bytes: number;
  append(series: string, iteration: number, value: number): void;
  /** Returns a function that takes the event out again, unless it has been written. */
  addEvent(event: LogEvent): () => void;
  /** All of it as records, of which it keeps none. */
  take(): readonly Uint8Array[];
  /** Takes back records that could not be written; they come first the next time. */
  giveBack(records: readonly Uint8Array[]): void;
}

/** A point takes two numbers of 8 bytes. */
const pointBytes = 16;

/**
 * Keeps up to `maxBytes`: of points beyond that it keeps the number, as an event. Events it keeps all.
 */
export function logBuffer(maxBytes: number): LogBuffer {
  const series = new Map<string, PointBuffer>();
  let returned: readonly Uint8Array[] = [];
  let events: Uint8Array[] = [];
  let lost: { readonly iteration: number; points: number } | undefined;
  let bytes = 0;

  function bufferOf(name: string): PointBuffer {
    const known = series.get(name);
    if (known !== undefined) return known;
    const buffer = pointBuffer(name);
    series.set(name, buffer);
    return buffer;
  }

  return {
    get bytes() {
      return bytes;
    },
    append(name, iteration, value) {
      if (bytes + pointBytes > maxBytes) {
        lost ??= { iteration, points: 0 };
        lost.points++;
        return;
      }
      bufferOf(name).append(iteration, value);
      bytes += pointBytes;
    },
    addEvent(event) {
      const record = encodeEvent(event);
      events.push(record);
      bytes += record.length;
      return () => {
        const waiting = returned.length + events.length;
        returned = returned.filter((other) => other !== record);
        events = events.filter((other) => other !== record);
        if (returned.length + events.length < waiting) bytes -= record.length;
      };
    },
    take() {
      const points = [...series.values()].flatMap((buffer) => buffer.take());
      const loss = lost === undefined ? [] : [encodeEvent({ type: 'lost', ...lost })];
      const records = [...returned, ...events, ...points, ...loss];
      returned = [];
      events = [];
      lost = undefined;
      bytes = 0;
      return records;
    },
    giveBack(records) {
      returned = records;
      bytes += records.reduce((sum, record) => sum + record.length, 0);
    },
  };
}
