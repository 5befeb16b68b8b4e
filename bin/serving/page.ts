import { join } from 'node:path';

/** The page that shows runs, beside the server in the package. */
export const page = join(import.meta.dirname, '..', '..', 'server', 'dashboard');
