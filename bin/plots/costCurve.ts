import { bottomAxis, leftAxis } from './axis.js';
import { heading } from './heading.js';
import { renderSvg } from './renderSvg.js';
import { legendLook, margin } from './theme.js';
import { singleLine } from './xmlText.js';

/** The costs of one network: `costs[i]` was seen at iteration `iterations[i]`. */
export interface CostSeries {
  /** The network's name; no two series share one. */
  readonly name: string;
  readonly iterations: readonly number[];
  readonly costs: readonly number[];
}

/** A title and one line for each network. */
export interface CostCurve {
  readonly title: string;
  readonly series: readonly CostSeries[];
}

const width = 800;

// What the legend writes of a name, and the pixels that a character may need.
const longestName = 24;
const widestCharacter = 13;

// A marker for each measured point, until they would touch.
const mostMarkers = 50;

/**
 * Draws the cost over the iterations, one line per network, as a standalone SVG document.
 *
 * Both axes start at 0, so that a small gain looks small. A cost that is not finite leaves a gap in
 * its line. Lines of more points than pixels are thinned to what can be seen.
 *
 * @throws {RangeError} when a series has not as many costs as iterations
 */
export function costCurve({ title, series }: CostCurve): string {
  for (const each of series) checkLengths(each);
  const names = series.map(({ name }) => singleLine(name));
  const legendHeight = series.length > 1 ? 37 * legendRows(names) - 8 : 0;
  return renderSvg({
    title,
    description: `Cost over iterations: ${names.join(', ')}.`,
    width,
    height: 452 + legendHeight,
    option: {
      title: heading(width, title),
      legend: { ...legendLook, show: series.length > 1, formatter: shortened },
      grid: { left: 76, right: 36, top: 68 + legendHeight, bottom: 64 },
      xAxis: { ...bottomAxis('iteration'), minInterval: 1 },
      yAxis: leftAxis('cost'),
      series: series.map(({ iterations, costs }, line) => ({
        type: 'line',
        name: names[line],
        data: iterations.map((iteration, i) => [iteration, finiteOrGap(costs[i])]),
        sampling: 'lttb',
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: iterations.length <= mostMarkers,
        lineStyle: { width: 2, type: line % 2 === 0 ? 'solid' : 'dashed' },
      })),
    },
  });
}

function shortened(name: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  return characters.length > longestName
    ? `${characters.slice(0, longestName - 1).join('')}…`
    : name;
}

function legendRows(names: readonly string[]): number {
  const longest = Math.max(...names.map((name) => shortened(name).length));
  const entry = legendLook.itemWidth + legendLook.itemGap + 5 + longest * widestCharacter;
  return Math.ceil(names.length / Math.floor((width - 2 * margin) / entry));
}

function finiteOrGap(cost: number | undefined): number | null {
  return cost !== undefined && Number.isFinite(cost) ? cost : null;
}

function checkLengths({ name, iterations, costs }: CostSeries): void {
  if (iterations.length !== costs.length) {
    throw new RangeError(
      `Cannot draw the costs of ${name}: ${iterations.length} iterations but ${costs.length} costs`,
    );
  }
}
