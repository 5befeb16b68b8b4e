import type { Outgoing } from 'gradstream/streams';

/** Examples of two features and a class, as bytes: eight float32. The id is their number. */
export function sensorRecord(i: number): Outgoing {
  const angle = i * 2.399963;
  const radius = Math.sqrt((i * 0.618034) % 1);
  const x = [radius * Math.cos(angle), radius * Math.sin(angle)];
  const label = Number(x[0] + x[1] > 0);
  return { id: `s${i}`, value: new Uint8Array(Float32Array.of(...x, label).buffer) };
}

/** What such a record says. */
export function readSensor(payload: Uint8Array) {
  if (payload.length !== 12) return { reason: `it has ${payload.length} bytes, and is to have 12` };
  const [a, b, label] = new Float32Array(payload.slice().buffer);
  return { example: { features: [a, b], label } };
}
