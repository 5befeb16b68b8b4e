/*
 * Bundles the command into dist/command: gradstream.js, and what its subcommands load when they are
 * called. What programs import, dist/src and its neighbours, stays file by file.
 *
 *   node bin/build.mjs
 */
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeLicences } from './writeLicences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist', 'command');
const rxjs = dirname(createRequire(import.meta.url).resolve('rxjs/package.json'));

const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
// RxJS is some 200 files, and loaded by every command; of the others bundling saves next to nothing.
const { rxjs: _bundled, ...external } = {
  ...dependencies,
  ...optionalDependencies,
  ...peerDependencies,
};

await rm(target, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['bin/gradstream.ts'],
  outdir: target,
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  external: Object.keys(external),
  // To Node RxJS gives CommonJS, of which nothing can be left out.
  alias: { rxjs: join(rxjs, 'dist', 'esm', 'index.js') },
  logLevel: 'warning',
});
await writeLicences(metafile, root, target);
