import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles and bundles before the first test, because some tests run the command as its users do. */
export default function buildFirst(): void {
  const root = join(import.meta.dirname, '..');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const bundle of ['bin', 'server/dashboard']) {
    execFileSync(process.execPath, [join(root, bundle, 'build.mjs')], { stdio: 'inherit' });
  }
}
