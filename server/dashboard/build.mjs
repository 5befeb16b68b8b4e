/*
 * Bundles the page into dist/server/dashboard: index.html, page.js and the modules that it loads, style.css.
 *
 *   node server/dashboard/build.mjs
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeLicences } from '../../bin/writeLicences.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here('../..');
const target = here('../../dist/server/dashboard');

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const { metafile } = await build({
  entryPoints: { page: here('main.ts'), style: here('style.css') },
  outdir: target,
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  metafile: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16'],
  define: {
    'Intl.NumberFormat': 'PlainNumberFormat',
    'Intl.DateTimeFormat': 'PlainDateTimeFormat',
  },
  inject: [here('plainFormats.ts')],
  legalComments: 'none',
  logLevel: 'warning',
});
await writeLicences(metafile, root, target);

// A module that another one loads is asked for at once, and not when that one has run.
const loaded = Object.keys(metafile.outputs)
  .map((path) => basename(path))
  .filter((name) => name.endsWith('.js') && name !== 'page.js')
  .map((name) => `<link rel="modulepreload" href="${name}" />`);
const html = await readFile(here('index.html'), 'utf8');
await writeFile(`${target}/index.html`, html.replace('</head>', `${loaded.join('')}</head>`));
