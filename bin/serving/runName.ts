/** A text as the name of a run on the page and at brokers: without spaces, slashes and asterisks. */
export function runName(text: string): string {
  return text.replaceAll(/[\s/*]/g, '-').slice(0, 90);
}
