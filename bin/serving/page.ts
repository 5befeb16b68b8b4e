import { join } from 'node:path';

/** The page that shows runs, beside the server in the package. */
export const page = join(import.meta.dirname, '..', '..', 'server', 'dashboard');

/** A text as the name of a run on the page: without spaces, slashes and asterisks. */
export function runName(text: string): string {
  return text.replaceAll(/[\s/*]/g, '-').slice(0, 90);
}
