import type { Colors } from '../output/colors.js';
import type { CostSeen, LifeSeen, RunSeen, WatchEvent } from './followRun.js';

/** An event of a run that is watched as a line for people. */
export function watchLine(event: WatchEvent, compared: boolean, colors: Colors): string {
  const name = compared ? `${event.network.padEnd(10)} ` : '';
  if (event.type === 'run') return printable(runLine(event));
  if (event.type === 'cost') return printable(name) + costLine(event, colors);
  return printable(name) + colors.dim(printable(lifeLine(event)));
}

function runLine({ network, layerDims, activations }: RunSeen): string {
  const dims = Array.isArray(layerDims) ? ` ${layerDims.join('-')}` : '';
  const names = Array.isArray(activations) ? ` (${activations.join(', ')})` : '';
  return `Run ${network}${dims}${names}`;
}

function costLine(
  { iteration, cost, trainAccuracy, testAccuracy, iterationsPerSecond }: CostSeen,
  { bold, dim }: Colors,
): string {
  return [
    `iteration ${String(iteration).padStart(6)}`,
    `cost ${bold(cost.toFixed(4))}`,
    ...(trainAccuracy === undefined ? [] : [`train ${percent(trainAccuracy)}`]),
    ...(testAccuracy === undefined ? [] : [`test ${percent(testAccuracy)}`]),
    ...(iterationsPerSecond === undefined
      ? []
      : [dim(`${iterationsPerSecond.toFixed(0).padStart(5)} it/s`)]),
  ].join('   ');
}

function lifeLine({ event }: LifeSeen): string {
  const { iteration, type, ...more } = event;
  const rest = 'message' in more ? `: ${more.message}` : '';
  const asked = 'cmd' in more ? ` ${more.cmd} ${JSON.stringify(more.args)}` : '';
  const refused = 'refused' in more ? `, refused: ${more.refused}` : '';
  return `iteration ${String(iteration).padStart(6)}   ${type}${asked}${rest}${refused}`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2).padStart(6)} %`;
}

/** Without control characters: names of a run must not move the cursor of a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{fffd}');
}
