import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

/** Where the system's Chromium is; CHROMIUM names another. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The bundled page. */
export const pageFolder = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'dist',
  'server',
  'dashboard',
);

/** Describes tests in a browser, skipped by name where there is none. */
export const describeInBrowser = describe.skipIf(!existsSync(executablePath));

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

/** A page that has been opened, and everything that it complained about. */
export interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export async function open(
  browser: Browser,
  url: string,
  { width = 1280, height = 900, isPhone = false } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height },
    ...(isPhone && { isMobile: true, hasTouch: true, deviceScaleFactor: 3 }),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(url);
  return { page, complaints };
}
