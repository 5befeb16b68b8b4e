import type { Outgoing, Sink } from 'gradstream/streams';

/** A sink of a test, which takes what it is sent, fails, or never answers. */
export interface StubbornSink extends Sink {
  /** What it has taken, decoded. */
  readonly taken: Told[];
  /** How often it was asked. */
  readonly attempts: number;
  does: 'take' | 'fail' | 'hang';
}

/** A publication as plain JSON. */
export interface Told {
  readonly type: string;
  readonly topic: string;
  readonly id: string;
  readonly data?: unknown;
  readonly first?: number;
  readonly x?: readonly number[];
  readonly y?: readonly unknown[];
  readonly rows?: readonly (readonly number[])[];
}

export function stubbornSink(does: StubbornSink['does'] = 'take'): StubbornSink {
  const taken: Told[] = [];
  let attempts = 0;
  const sink: StubbornSink = {
    name: 'stubborn',
    taken,
    get attempts() {
      return attempts;
    },
    does,
    send({ value }: Outgoing) {
      attempts++;
      if (sink.does === 'hang') return new Promise(() => {});
      if (sink.does === 'fail') return Promise.reject(new Error('away'));
      taken.push(JSON.parse(new TextDecoder().decode(value)));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return sink;
}
