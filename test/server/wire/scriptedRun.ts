import type { Applied, Command, Report } from 'gradstream/streams';
import { Subject } from 'rxjs';
import type { ServedRun } from '../../../server/runs/servedRun.js';
import { recordAt, type Trained } from '../../streams/tinyRun.js';

/** A run that does its iterations when it is told to, and obeys commands at once. */
export function scriptedRun(name = 'r1') {
  const step$ = new Subject<Trained>();
  const report$ = new Subject<Pick<Report, 'iteration' | 'trainAccuracy' | 'testAccuracy'>>();
  const applied$ = new Subject<Applied>();
  const commands: Command[] = [];
  const record = recordAt(2);
  let done = 0;
  const run: ServedRun = {
    name,
    step$,
    report$,
    applied$,
    configuration: { layerDims: [2, 3, 1], iterations: 1_000_000 },
    command: {
      next: (command) => {
        commands.push(command);
        applied$.next({ command, iteration: done });
      },
    },
  };
  return {
    run,
    step$,
    report$,
    applied$,
    commands,
    /** Does iterations with these costs. */
    costs: (...costs: number[]): void => {
      for (const cost of costs) step$.next({ ...record, index: done++, cost });
    },
  };
}
