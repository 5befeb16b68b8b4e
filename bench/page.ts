/*
 * What somebody sees who opens the page, and when: the first points of a run of 1,000 points a second, how smooth it
 * stays for 20 s of that, and a million points of history with their extremes.
 *
 * The server is this process. Chromium does not come with the package; without it a row says so.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { type Serving, serve } from '../server/index.js';
import { createRandom } from '../src/index.js';
import { oneStep } from './broadcast/oneStep.js';
import { quick, rounds } from './options.js';
import { PacedRun } from './pacedRun.js';
import { executablePath, hasBrowser, launch } from './page/browser.js';
import { noisyCosts } from './page/noisyCosts.js';
import { openWatched } from './page/watchedPage.js';
import { printGoal, printValue, say, withUnit } from './table.js';

const page = join(import.meta.dirname, '..', 'server', 'dashboard');
const POINTS = 1_000_000;
const SECONDS = quick ? 2 : 20;
const milliseconds = withUnit(0, 'ms');

bundleSize();
if (!hasBrowser) printValue('page', 'Chromium', `left out: not found at ${executablePath}`);
else {
  const browser = await launch();
  try {
    await livePage(browser);
    await longHistory(browser);
  } finally {
    await browser.close();
  }
}

function bundleSize(): void {
  const sizes = readdirSync(page).map((name) => gzipSync(readFileSync(join(page, name))).length);
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1000;
  printGoal('page', 'all its files, gzipped', [kilobytes], withUnit(1, 'KB'), { atMost: 120 });
}

/** Opens the page of a run of 1,000 points a second, some times for its first points, and once to watch it. */
async function livePage(browser: Browser): Promise<void> {
  const { costOf } = noisyCosts(createRandom(1));
  const run = new PacedRun({ step: await oneStep(), costOf });
  const serving = await serve({ name: 'r1', step$: run.step$ }, { page });
  const what = 'from navigation to the first points, drawn, 1,000 points/s coming';
  await printOpenings(browser, serving, what, / from /);

  say(`page: ${SECONDS} s of 1,000 points/s`);
  const watched = await openWatched(browser, serving.url, / from /);
  await watched.shown();
  await setTimeout(1000 * SECONDS);
  const { tasks, gaps, shownMs } = await watched.notes();
  await watched.close();
  run.stop();
  await serving.close();

  const longest = (of: typeof tasks) => Math.max(0, ...of.map(({ ms }) => ms));
  const span = `${SECONDS} s of 1,000 points/s`;
  const goal = { atMost: 50 };
  const words = tasks.length === 0 ? 'none of 50 ms or more, met' : `${longest(tasks)} ms, not met`;
  printValue(
    'page',
    `longest task, from navigation through ${span}; goal: at most 50 ms`,
    `**${words}**`,
  );
  const later = gaps.filter(({ at }) => at > shownMs);
  printGoal('page', `longest gap between frames, ${span}`, [longest(later)], milliseconds, goal);
}

/** A million points with one peak and one trough among them, in the log of a run, as `gradstream view` shows it. */
async function longHistory(browser: Browser): Promise<void> {
  const costs = noisyCosts(createRandom(2), { peak: [123_456, 7.5], trough: [987_654, -3.25] });
  const extremes = /1 to 1,000,000: from −3\.250 to 7\.500/;
  const iterations = Float64Array.from({ length: POINTS }, (_, i) => i + 1);
  const values = Float64Array.from({ length: POINTS }, (_, i) => costs.costOf(i));
  const log = {
    name: 'log',
    history: { series: new Map([['cost', { iterations, values }]]), events: [] },
  };
  const served = await serve([log], { page });
  const what = 'from navigation to 1,000,000 points with exact extremes';
  await printOpenings(browser, served, `${what}, \`gradstream view\``, extremes);
  await served.close();
}

async function printOpenings(
  browser: Browser,
  { url }: Serving,
  what: string,
  words: RegExp,
): Promise<void> {
  const sample: number[] = [];
  for (let round = 0; round < rounds(7); round++) {
    const watched = await openWatched(browser, url, words);
    sample.push((await watched.shown()).shownMs);
    await watched.close();
  }
  printGoal('page', what, sample, milliseconds, { atMost: 1000 });
}
