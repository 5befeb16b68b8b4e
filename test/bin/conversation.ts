import { createInterface } from 'node:readline';

type Event = Readonly<Record<string, unknown>>;

/** A talk with a run that was started with `--json --control`. */
export function conversation({
  stdin,
  stdout,
}: {
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: NodeJS.ReadableStream;
}) {
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const heard: Event[] = [];
  function say(...commands: readonly string[]): void {
    stdin.write(commands.map((command) => `${command}\n`).join(''));
  }
  /** Waits for the next event of a type, after those that were heard. */
  async function hear(type: string): Promise<Event> {
    for (;;) {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`The run ended before it told of ${type}`);
      const event: Event = JSON.parse(value);
      heard.push(event);
      if (event.type === type) return event;
    }
  }
  /** Says no more, hears the rest, and gives everything. */
  async function end(): Promise<readonly Event[]> {
    stdin.end();
    for (;;) {
      const { done, value } = await lines.next();
      if (done === true) return heard;
      heard.push(JSON.parse(value));
    }
  }
  return { heard, say, hear, end };
}
