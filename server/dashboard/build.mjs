/*
 * Bundles the page into dist/server/dashboard: index.html, page.js, style.css.
 *
 *   node server/dashboard/build.mjs
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here('../../dist/server/dashboard');

await mkdir(target, { recursive: true });
await build({
  entryPoints: { page: here('main.ts'), style: here('style.css') },
  outdir: target,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16'],
  legalComments: 'none',
  logLevel: 'warning',
});
await copyFile(here('index.html'), `${target}/index.html`);
