import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The package by its name, so that it is found from the sources and from the bundle. */
const root = dirname(createRequire(import.meta.url).resolve('gradstream/package.json'));

/** The page that shows runs, as built. */
export const page = join(root, 'dist', 'server', 'dashboard');
