import { startCommandWithInput } from './command.js';

/** A command to a run, given until it has been acknowledged. */
export interface Order {
  /** The iteration before which it is to be carried out. */
  readonly at: number;
  readonly line: string;
  /** A line that is given when the first one has been acknowledged, after a while. */
  readonly andThen?: string;
}

/** Starts a command that takes orders, and gives them all at once. */
export function runWithOrders(args: readonly string[], orders: readonly Order[]) {
  const { child, ended } = startCommandWithInput(...args);
  const pending = new Set(orders);
  const say = (line: string) => {
    if (child.stdin.writable) child.stdin.write(`${line}\n`);
  };
  // What is written to a process that has been killed is lost, and that is all.
  child.stdin.on('error', () => {});
  for (const { at, line } of orders) say(`${line} at ${at}`);
  let unread = '';
  child.stdout.on('data', (text: string) => {
    const lines = (unread + text).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.type === 'result') child.stdin.end();
      if (event.type !== 'command' || event.refused !== undefined) continue;
      for (const order of pending) {
        if (event.command.type !== typeOf(order.line)) continue;
        // A pause has been obeyed when it is over.
        if (order.andThen === undefined) pending.delete(order);
        else setTimeout(say, 30, order.andThen);
      }
    }
  });
  return { child, ended, pending: () => [...pending] };
}

function typeOf(line: string): string {
  const [word] = line.split(' ');
  return { rate: 'learningRate', set: 'input' }[word] ?? word;
}
