import type { SavedRun } from './runFolder.js';

/**
 * Closes a run after a task, whatever comes of it. What the task fails with comes first: a disk that is full
 * fails the closing too.
 */
export async function closingAfter(
  saved: Pick<SavedRun, 'close'>,
  task: () => Promise<void>,
): Promise<void> {
  try {
    await task();
  } catch (error) {
    await saved.close().catch(() => {});
    throw error;
  }
  await saved.close();
}
