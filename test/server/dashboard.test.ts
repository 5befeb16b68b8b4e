import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { matrix } from 'gradstream';
import { createTokens, type Serving, serve } from 'gradstream/server';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ServedRun } from '../../server/runs/servedRun.js';
import { describeInBrowser, launch, open, pageFolder } from './page/browser.js';
import { scriptedRun } from './wire/scriptedRun.js';

test('the page is less than 120 KB, gzipped', () => {
  const sizes = readdirSync(pageFolder).map(
    (name) => gzipSync(readFileSync(join(pageFolder, name))).length,
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000);
});

describeInBrowser('the page', () => {
  let browser: Browser;
  let serving: Serving | undefined;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await serving?.close();
    serving = undefined;
  });

  afterAll(() => browser.close());

  async function start(more: Partial<ServedRun> = {}, port = 0) {
    const scripted = scriptedRun();
    const tokens = createTokens();
    serving = await serve(
      { ...scripted.run, ...more },
      { page: pageFolder, tickMs: 10, port, tokens },
    );
    const { url } = serving;
    return { ...scripted, serving, url, controlUrl: `${url}#token=${tokens.controller}` };
  }

  test('shows points as they come, and complains of nothing', async () => {
    const { costs, url } = await start();
    const { page, complaints } = await open(browser, url);
    await page.getByText('live', { exact: true }).waitFor();
    costs(0.75, 0.5);
    await page.locator('.card dd').first().getByText('0.5000').waitFor();
    costs(0.25);
    await page.locator('.card dd').first().getByText('0.2500').waitFor();
    await page.getByLabel('Cost, iterations 1 to 3: from 0.2500 to 0.7500.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('says so when the server is gone, and goes on when it is there again', async () => {
    const first = await start();
    const { page } = await open(browser, first.url);
    first.costs(0.75);
    await page.locator('.card dd').first().getByText('0.7500').waitFor();
    await first.serving.close();
    await page.locator('#status').getByText('disconnected').waitFor();
    const second = await start({}, first.serving.port);
    second.costs(0.5, 0.125);
    await page.locator('.card dd').first().getByText('0.1250').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
  });

  test('shows the same after a reload: history, range and scale', async () => {
    const { costs, url } = await start();
    const { page } = await open(browser, url);
    costs(...Array.from({ length: 1000 }, (_, i) => 1 / (i + 1)));
    const range = page.locator('#range output');
    await range.getByText('iterations 1 to 1,000').waitFor();
    await page.getByRole('button', { name: 'log' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await range.getByText('iterations 501 to 1,000').waitFor();
    await page.reload();
    await range.getByText('iterations 501 to 1,000').waitFor();
    const log = page.getByRole('button', { name: 'log' });
    expect(await log.getAttribute('aria-pressed')).toBe('true');
  });

  test('shows a log of a million points whole, with its extremes', async () => {
    const iterations = Float64Array.from({ length: 1_000_000 }, (_, i) => i + 1);
    const values = new Float64Array(1_000_000).fill(0.5);
    values[123_456] = 7.5;
    values[654_321] = -3.25;
    const series = new Map([['cost', { iterations, values }]]);
    const log = { name: 'long', history: { series, events: [] } };
    serving = await serve([log], { page: pageFolder });
    const { page, complaints } = await open(browser, serving.url);
    const plot = page.locator('.plot').first();
    await page.locator('#range output').getByText('iterations 1 to 1,000,000').waitFor();
    const whole = 'Cost, iterations 1 to 1,000,000: from −3.250 to 7.500.';
    await expect.poll(() => plot.getAttribute('aria-label')).toBe(whole);
    await page.locator('.phase').getByText('finished').waitFor();
    expect(complaints).toEqual([]);
  });

  test('draws what it has joined as a band from least to largest', async () => {
    const iterations = Float64Array.from({ length: 200_000 }, (_, i) => i + 1);
    const history = (values: Float64Array) => ({
      series: new Map([['cost', { iterations, values }]]),
      events: [],
    });
    // Every other value is 1: those at the ends of cells are all the same.
    const log = { name: 'noisy', history: history(iterations.map((i) => i % 2)) };
    serving = await serve([log], { page: pageFolder });
    const { page } = await open(browser, serving.url);
    await page.getByLabel('Cost, iterations 1 to 200,000: from 0 to 1.000.').waitFor();
    const colorsAt = (value: number) =>
      page.evaluate<number[]>(`(() => {
        const canvas = document.querySelector('.plot canvas');
        const { left, top } = canvas.getBoundingClientRect();
        const over = document.querySelector('.plot .u-over').getBoundingClientRect();
        const y = over.top - top + over.height * (1 - ${value} / 1.06);
        return [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => {
          const x = over.left - left + share * over.width;
          return canvas.getContext('2d').getImageData(x, y, 1, 1).data[3];
        });
      })()`);
    await expect.poll(() => colorsAt(0.43)).toEqual([51, 51, 51, 51, 51]);
    expect(await colorsAt(1.04)).toEqual([0, 0, 0, 0, 0]);
  });

  test('tells a screen reader what was chosen, and not every iteration', async () => {
    const { costs, url } = await start();
    const { page } = await open(browser, url);
    costs(...Array.from({ length: 1000 }, (_, i) => 1 / (i + 1)));
    await page.locator('#range output').getByText('iterations 1 to 1,000').waitFor();
    const told = page.locator('#range [role="status"]');
    expect(await told.textContent()).toBe('');
    expect(await page.locator('#range output').getAttribute('aria-live')).toBe('off');
    await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
    await told.getByText('iterations 501 to 1,000').waitFor();
  });

  test('keeps the focus where a run is chosen by keyboard', async () => {
    serving = await serve([scriptedRun('one').run, scriptedRun('two').run], { page: pageFolder });
    const { page } = await open(browser, serving.url);
    const two = page.getByRole('button', { name: 'two' });
    await two.press('Space');
    await page.locator('.chip[aria-pressed="false"]').waitFor();
    expect(await page.locator(':focus').textContent()).toBe('two');
  });

  test('zooms and pans by keyboard', async () => {
    const { costs, url } = await start();
    const { page } = await open(browser, url);
    costs(...Array.from({ length: 1000 }, (_, i) => 1 / (i + 1)));
    const range = page.locator('#range output');
    await range.getByText('iterations 1 to 1,000').waitFor();
    await page.locator('.plot').first().focus();
    for (const [key, shown] of [
      ['+', '501 to 1,000'],
      ['ArrowLeft', '401 to 900'],
      ['-', '1 to 1,000'],
    ]) {
      await page.keyboard.press(key);
      await range.getByText(`iterations ${shown}`).waitFor();
    }
  });

  test('zooms by two fingers, and pans by one', async () => {
    const { costs, url } = await start();
    const { page, complaints } = await open(browser, url, {
      width: 360,
      height: 800,
      isPhone: true,
    });
    costs(...Array.from({ length: 1000 }, (_, i) => 1 / (i + 1)));
    const range = page.locator('#range output');
    await range.getByText('iterations 1 to 1,000').waitFor();
    const plot = page.locator('.plot .u-over').first();
    await plot.scrollIntoViewIfNeeded();
    const { x = 0, y = 0, width = 0 } = (await plot.boundingBox()) ?? {};
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...shares: number[]) =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: shares.map((share, id) => ({ x: x + share * width, y: y + 40, id })),
      });
    await touch('touchStart', 0.4, 0.6);
    await touch('touchMove', 0.3, 0.7);
    await touch('touchEnd');
    await range.getByText(/^iterations 2\d\d to 7\d\d$/).waitFor();
    await touch('touchStart', 0.4);
    await touch('touchMove', 0.5);
    await touch('touchMove', 0.8);
    await touch('touchEnd');
    await range.getByText(/^iterations [2-9]\d to 5\d\d$/).waitFor();
    expect(complaints).toEqual([]);
  });

  test('writes names as text, whatever is in them', async () => {
    const hostile = '<img/src=x/onerror=alert(1)>';
    const image = 'data:image/png;base64,iVBORw0KGgo=';
    const { costs, url } = await start({
      configuration: { note: `${hostile}<script>alert(2)</script>`, layerDims: [2, 3, 1] },
      samples: {
        X: matrix([[1], [1]]),
        images: [image],
        trueClasses: [hostile],
        classNames: [hostile, '<b>x</b>'],
      },
    });
    const { page, complaints } = await open(browser, url);
    await page.locator('#configuration').getByText(hostile).waitFor();
    costs(0.5);
    await page.locator('#samples .verdict b').waitFor();
    expect(await page.locator('main img[src="x"], main script, main b b').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('steers with the token of a controller, and takes it out of the address', async () => {
    const { costs, commands, controlUrl } = await start();
    const { page, complaints } = await open(browser, controlUrl);
    costs(0.5);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused at iteration 1').waitFor();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await page.getByLabel('Learning rate', { exact: true }).fill('0.25');
    await page.getByRole('button', { name: 'Set rate' }).click();
    await page.getByText('learning rate set at iteration 1').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Stop: sure?' }).click();
    await page.getByText('stopped at iteration 1').waitFor();
    expect(commands.map(({ type }) => type)).toEqual(['pause', 'learningRate', 'stop']);
    expect(page.url()).not.toContain('token');
    expect(complaints).toEqual([]);
  });

  test('goes on steering after a reload', async () => {
    const { costs, controlUrl } = await start();
    const { page } = await open(browser, controlUrl);
    costs(0.5);
    await page.reload();
    await page.locator('fieldset:enabled').waitFor();
  });

  test('goes on watching when its token is that of a server before', async () => {
    const first = await start();
    const { page } = await open(browser, first.controlUrl);
    first.costs(0.5);
    await page.locator('fieldset:enabled').waitFor();
    await first.serving.close();
    const second = await start({}, first.serving.port);
    second.costs(0.25);
    await page.getByText('Watching only').waitFor();
    await page.locator('.card dd').first().getByText('0.2500').waitFor();
  });

  test('only watches without a token, and says so', async () => {
    const { costs, url } = await start();
    const { page } = await open(browser, url);
    costs(0.5);
    await page.getByText('Watching only').waitFor();
    await page.locator('.card dd').first().getByText('0.5000').waitFor();
    expect(await page.locator('fieldset:enabled').count()).toBe(0);
  });

  test.each([1280, 800, 360])('fits into %d pixels', async (width) => {
    const { costs, url } = await start();
    const { page } = await open(browser, url, { width, height: 800 });
    costs(0.5, 0.25);
    await page.locator('.card dd').first().getByText('0.2500').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test('changes between light and dark, and keeps it', async () => {
    const { url } = await start();
    const { page } = await open(browser, url);
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('light');
    await page.getByRole('button', { name: 'light and dark' }).click();
    expect(await theme()).toBe('dark');
    await page.reload();
    expect(await theme()).toBe('dark');
  });
});
