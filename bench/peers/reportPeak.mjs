/*
 * Imported before a program (`node --import`): when it ends, writes the most memory that it has held,
 * in bytes, to its file descriptor 3.
 */
import { writeSync } from 'node:fs';
import { peakBytes } from './peak.mjs';

process.on('exit', () => {
  writeSync(3, `${peakBytes()}\n`);
});
