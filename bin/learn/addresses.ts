import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import {
  linesSink,
  linesSource,
  type Sink,
  type Source,
  sinkFromUrl,
  sourceFromUrl,
} from '../../streams/index.js';

/** The source that an address means, and who is told what it has lost; `-` is the standard input. */
export function openSource(
  address: string,
  stdin: NodeJS.ReadableStream,
  onLost: (count: number) => void,
): Source {
  return address === '-'
    ? linesSource(stdin instanceof Readable ? stdin : new Readable().wrap(stdin), {
        name: 'the standard input',
      })
    : sourceFromUrl(address, { onLost });
}

/** The sink that an address means; without a scheme it is a file that lines are added to. */
export function openSink(address: string): Sink {
  if (/^[a-z]{2,}:\/\//i.test(address)) return sinkFromUrl(address);
  return linesSink(createWriteStream(address, { flags: 'a' }), { name: address });
}
