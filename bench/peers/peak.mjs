import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has held, in bytes.
 *
 * On Linux not from getrusage(), whose maximum begins with what the parent held when it forked.
 */
export function peakBytes() {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return 1024 * Number(kilobytes);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}
