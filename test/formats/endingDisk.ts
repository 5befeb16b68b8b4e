import { type MemoryDisk, memoryDisk } from './memoryDisk.js';

/** A disk of a process that ends before step `last`, counted from 0, or never when there are not that many. */
export function endingDisk(
  last: number,
  largestWrite: number,
): { readonly disk: MemoryDisk; readonly hasEnded: () => boolean } {
  let ended = false;
  const disk = memoryDisk({
    largestWrite,
    before: (step) => {
      if (step < last) return;
      ended = true;
      throw new Error('the process has ended');
    },
  });
  return { disk, hasEnded: () => ended };
}
