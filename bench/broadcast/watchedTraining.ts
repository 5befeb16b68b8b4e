import { lastValueFrom, takeUntil, tap, timer } from 'rxjs';
import { serve } from '../../server/index.js';
import { interleave } from '../interleave.js';
import { quick, rounds } from '../options.js';
import { publishedFiles, publishedJob } from '../publishedJob.js';
import { withScratchFolder } from '../scratchFolder.js';
import { printGoal, printSpread, withUnit } from '../table.js';
import { wiredAsCommand } from '../trainers.js';
import { startLoad } from './loadProcess.js';

const WATCHERS = 100;
const BLOCK_MS = quick ? 500 : 3_000;

/** The published job in Gram form with nobody, and with 100 who read all of its topics, by turns. */
export function watchedTraining(): Promise<void> {
  return withScratchFolder(async (folder) => {
    const job = await publishedJob(await publishedFiles(folder));
    const speeds: Record<'alone' | 'served' | 'watched', number[]> = {
      alone: [],
      served: [],
      watched: [],
    };

    async function train(kind: keyof typeof speeds): Promise<number> {
      const { step$ } = wiredAsCommand(job, { iterations: Infinity, firstLayer: 'gram' });
      let iterations = 0;
      const counted$ = step$.pipe(
        tap(() => iterations++),
        takeUntil(timer(BLOCK_MS)),
      );
      const configuration = { layerDims: job.network.layerDims };
      const run = { name: 'r1', step$, configuration, imageShape: [64, 64, 3] };
      const serving =
        kind === 'alone' ? undefined : await serve(run, { connectionsPerAddress: 5_000 });
      const load = kind === 'watched' ? startLoad() : undefined;
      if (serving) {
        const messages = [
          { t: 'hello', client: 'load' },
          { t: 'sub', id: '1', topic: 'r1/*' },
        ].map((each) => JSON.stringify(each));
        await load?.tell({ type: 'open', port: serving.port, count: WATCHERS, messages });
      }
      iterations = 0;
      const start = performance.now();
      await lastValueFrom(counted$);
      const ms = performance.now() - start;
      speeds[kind].push((1000 * iterations) / ms);
      load?.end();
      await serving?.close();
      return ms;
    }

    const kinds = ['alone', 'served', 'watched'] as const;
    await interleave(
      kinds.map((kind) => () => train(kind)),
      { rounds: rounds(9) },
    );
    const { alone, served, watched } = speeds;
    printSpread('broadcast', 'iterations per second, without a server', alone, withUnit(0, '/s'));
    const share = (of: readonly number[]) => of.map((speed, round) => (100 * speed) / alone[round]);
    printSpread('broadcast', 'served, with nobody watching', share(served), withUnit(1, '%'));
    printGoal(
      'broadcast',
      'served, with 100 watchers of everything',
      share(watched),
      withUnit(1, '%'),
      { atLeast: 97 },
    );
  });
}
