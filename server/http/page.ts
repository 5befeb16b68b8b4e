import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the page, in memory. */
export interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The files of the page by their path, as `/index.html`. */
export type Page = ReadonlyMap<string, Asset>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** What the page may do: run its own script, wear its own style, show its own pictures, speak to its own server. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Reads the files of a folder, and no others ever after: whatever a path says, it is only looked up. Files of types
 * that a page does not have are left out. `/` is `/index.html`.
 */
export async function readPage(folder: string): Promise<Page> {
  const page = new Map<string, Asset>();
  for (const name of await readdir(folder, { recursive: true })) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const path = `/${name.replaceAll('\\', '/')}`;
    const asset = { type, bytes: await readFile(join(folder, name)) };
    page.set(path, asset);
    if (path === '/index.html') page.set('/', asset);
  }
  return page;
}
