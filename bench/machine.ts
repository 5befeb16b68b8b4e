import { arch, cpus, platform, release } from 'node:os';

/** Where and when figures were measured, in a line. */
export function machine(): string {
  const cores = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return `${cores[0].model.trim()}, ${cores.length} cores, Node ${process.version}, ${platform()} ${release()} ${arch()}, ${date}`;
}
