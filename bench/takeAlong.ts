import type { ChildProcess } from 'node:child_process';

/** A bench that ends takes this process with it. */
export function takeAlong(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('exit', () => process.off('exit', kill));
}
