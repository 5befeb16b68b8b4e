import { interleave } from '../interleave.js';
import { rounds } from '../options.js';
import { median } from '../statistics.js';
import { printGoal, printSpread, say, withUnit } from '../table.js';
import type { Format } from './examples.js';
import { TIMED } from './lap.js';

/** Takes a stretch of examples from a broker. */
export interface Contender {
  readonly name: string;
  /** The milliseconds of a lap. */
  readonly run: () => Promise<number>;
}

/** A broker that runs, with those who take examples from it. */
export interface Rig {
  readonly name: string;
  /** Puts examples of a format there, where they are kept; the last contender is gradstream. */
  open(format: Format, folder: string): Promise<readonly Contender[]>;
  end(): Promise<void>;
}

export interface RaceOptions {
  readonly format: Format;
  readonly folder: string;
  readonly rounds: number;
  readonly hasGoal: boolean;
}

const GOAL = 0.7;
const thousands = (rate: number) => `${(rate / 1000).toFixed(0)} k/s`;

/** Rows of examples per second, and of the whole path over the fastest of the plain clients. */
export async function race(rig: Rig, options: RaceOptions): Promise<void> {
  const { format, folder, hasGoal } = options;
  const title = `${rig.name}, ${format}`;
  say(`connectors: ${title}`);
  const contenders = await rig.open(format, folder);
  const times = await interleave(
    contenders.map((contender) => contender.run),
    { warmUp: 2, rounds: rounds(options.rounds), maxSeconds: 40 },
  );
  for (const [i, { name }] of contenders.entries()) {
    const rates = times[i].map((ms) => (1000 * TIMED) / ms);
    printSpread('connectors', `${title}: ${name}`, rates, thousands);
  }
  const plain = times.slice(0, -1);
  const ours = times[plain.length];
  const fastest = plain.reduce((a, b) => (median(b) < median(a) ? b : a));
  const over = fastest.map((ms, round) => ms / ours[round]);
  const row = `${title}: gradstream over ${contenders[times.indexOf(fastest)].name}`;
  const show = withUnit(2, 'x');
  if (hasGoal) printGoal('connectors', row, over, show, { atLeast: GOAL });
  else printSpread('connectors', row, over, show);
}
