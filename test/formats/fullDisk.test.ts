import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  loadNewestCheckpoint,
  openCheckpoints,
  openRunLog,
  readRunLog,
  writeDurably,
} from '../../src/index.js';
import { mountSmallDisk } from '../smallDisk.js';

/*
 * A real disk that is full: a file system of 1 MiB in memory, which only root may mount, and only on Linux.
 */

const disk = await mountSmallDisk();

test.skipIf(disk === undefined)(
  'checkpoints and a log on a disk that is full stay whole, and go on when there is room (needs mount)',
  async () => {
    const folder = disk?.folder ?? '';
    try {
      const store = await openCheckpoints(join(folder, 'checkpoints'));
      const log = await openRunLog(join(folder, 'log'));
      const state = (iteration: number) => ({
        iteration,
        files: { 'state.bin': new Uint8Array(400_000).fill(iteration) },
      });
      await store.save(state(1));
      log.append('cost', 1, 1);
      await log.sync();
      await writeDurably(join(folder, 'ballast'), new Uint8Array(500_000));

      await expect(store.save(state(2))).rejects.toThrow(
        /^Cannot save the checkpoint after 2 iterations in .*: the disk is full; make room or/,
      );
      for (let i = 2; i <= 20_000; i++) log.append('cost', i, i);
      await expect(log.flush()).rejects.toThrow(/^Cannot write the log in .*: the disk is full/);
      expect((await loadNewestCheckpoint(join(folder, 'checkpoints'))).checkpoint?.iteration).toBe(
        1,
      );
      expect((await readRunLog(join(folder, 'log'))).series.get('cost')?.values.length).toBe(1);

      await rm(join(folder, 'ballast'));
      await store.save({ iteration: 3, files: {} });
      await log.close();
      expect((await loadNewestCheckpoint(join(folder, 'checkpoints'))).checkpoint?.iteration).toBe(
        3,
      );
      const history = await readRunLog(join(folder, 'log'));
      expect(history.series.get('cost')?.values.length).toBe(20_000);
    } finally {
      await disk?.unmount();
    }
  },
);
