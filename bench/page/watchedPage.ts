import type { Browser } from 'playwright-core';

/** What a page noted about itself. Times in ms since its navigation began. */
export interface Notes {
  /** Tasks of 50 ms or more: browsers tell of no others. */
  readonly tasks: readonly { readonly at: number; readonly ms: number }[];
  /** From one animation frame to the next. */
  readonly gaps: readonly { readonly at: number; readonly ms: number }[];
  /** When the frame was over in which the first chart came to say so. */
  readonly shownMs: number;
}

/** A page that is open. */
export interface WatchedPage {
  /** Resolves when the first chart says what was waited for. */
  readonly shown: () => Promise<Notes>;
  readonly notes: () => Promise<Notes>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a page in a tab of its own, without anything kept from another, and notes what it does from its first
 * statement on. A chart says in words what it shows when it has drawn that: it is shown with the frame after.
 *
 * @param words a regular expression, for the words of the first chart
 */
export async function openWatched(
  browser: Browser,
  url: string,
  words: RegExp,
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(`(${recorder})(${words})`);
  await page.goto(url, { waitUntil: 'commit' });
  return {
    shown: () => page.evaluate<Notes>('globalThis.shown'),
    notes: () => page.evaluate<Notes>('globalThis.notes'),
    close: () => context.close(),
  };
}

/** Runs in the page, before anything else there. */
const recorder = `(words) => {
  const notes = { tasks: [], gaps: [], shownMs: 0 };
  globalThis.notes = notes;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      notes.tasks.push({ at: startTime, ms: duration });
    }
  }).observe({ type: 'longtask', buffered: true });
  let last;
  requestAnimationFrame(function frame() {
    const now = performance.now();
    if (last !== undefined) notes.gaps.push({ at: now, ms: now - last });
    last = now;
    requestAnimationFrame(frame);
  });
  globalThis.shown = new Promise((resolve, reject) => {
    const seen = new MutationObserver(() => {
      const chart = document.querySelector('.plot');
      if (!words.test(chart?.getAttribute('aria-label') ?? '')) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => {
        notes.shownMs = performance.now();
        resolve(notes);
      }));
    });
    seen.observe(document, { subtree: true, childList: true, attributeFilter: ['aria-label'] });
    setTimeout(() => reject(new Error('The first chart did not come to say ' + words)), 30_000);
  });
}`;
