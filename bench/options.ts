/** `--quick`: every bench runs a few rounds only, to see that it works; its figures mean little. */
export const quick = process.argv.includes('--quick');

/** `--only=redis,killed`: the parts of a bench that are run. Default all. */
const only = process.argv
  .filter((word) => word.startsWith('--only='))
  .flatMap((word) => word.slice('--only='.length).split(','));

/** Whether a part is asked for that is called all of this. */
export function isAsked(...names: readonly string[]): boolean {
  return only.every((word) => names.includes(word));
}

/** How many rounds to run. */
export function rounds(full: number): number {
  return quick ? Math.min(2, full) : full;
}
