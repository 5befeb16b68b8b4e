/** A number as people read it, to four digits. */
export function readable(value: number): string {
  return String(Number(value.toPrecision(4)));
}
