import { PassThrough } from 'node:stream';
import { Subject } from 'rxjs';

/** A terminal, or a pipe, that keeps what is written to it, and can be interrupted. */
export function fakeTerminal({ isTTY = true }: { readonly isTTY?: boolean } = {}) {
  const interrupt$ = new Subject<void>();
  const written = { stdout: '', stderr: '', exits: 0 };
  const stream = (name: 'stdout' | 'stderr') => {
    const through = new PassThrough().setEncoding('utf8');
    through.on('data', (text: string) => {
      written[name] += text;
    });
    return Object.assign(through, { isTTY, columns: 80 });
  };
  const terminal = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: new PassThrough(),
    interrupt$,
    exit: () => {
      written.exits++;
    },
  };
  return { terminal, written, interrupt$ };
}
