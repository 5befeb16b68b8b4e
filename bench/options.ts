/** `--quick`: every bench runs a few rounds only, to see that it works; its figures mean little. */
export const quick = process.argv.includes('--quick');

/** How many rounds to run. */
export function rounds(full: number): number {
  return quick ? Math.min(2, full) : full;
}
