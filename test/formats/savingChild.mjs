/*
 * Saves checkpoints into the folder that is named, one after another without end, and says over its channel
 * how many iterations each had once it is saved. They go on from the next hundred after the newest one.
 */
import { loadNewestCheckpoint, openCheckpoints } from '../../dist/src/index.js';

const [folder] = process.argv.slice(2);
const { checkpoint } = await loadNewestCheckpoint(folder);
const store = await openCheckpoints(folder, { keep: 2 });
const first = Math.ceil((checkpoint?.iteration ?? 0) / 100) * 100;
for (let iteration = first + 1; ; iteration++) {
  await store.save({
    iteration,
    files: { 'state.bin': new Uint8Array(100_000).fill(iteration % 256) },
  });
  process.send(iteration);
}
