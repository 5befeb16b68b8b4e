/** The file of a checkpoint that says which others there are. */
export const manifestName = 'manifest.json';

/**
 * Whether a name can be that of a file in a checkpoint on every platform: it begins with a letter or digit,
 * goes on with those and `.`, `-`, `_`, does not end in a dot, and is not the manifest's.
 */
export function isFileName(name: string): boolean {
  return /^[a-z0-9](?:[\w.-]*[\w-])?$/i.test(name) && name.toLowerCase() !== manifestName;
}

/**
 * Refuses names that some platform could not hold beside each other.
 *
 * @throws {RangeError} for names that are not allowed, or differ in upper and lower case alone
 */
export function requireFileNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (!isFileName(name)) {
      throw new RangeError(
        `Cannot save a file called ${JSON.stringify(name)}: take letters, digits, ".", "-" and "_", and not ${manifestName}`,
      );
    }
    if (seen.has(name.toLowerCase())) {
      throw new RangeError(
        `Cannot save ${name}: another name differs in upper and lower case alone`,
      );
    }
    seen.add(name.toLowerCase());
  }
}
