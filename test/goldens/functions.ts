import { readFileSync } from 'node:fs';

/** An argument, the nearest float to the result, and what is left in units of its last place. */
export type FunctionGolden = readonly [x: number, nearest: number, rest: number];

type FunctionName = 'exp' | 'log' | 'tanh' | 'sigmoid' | 'softplusTail';

/** What 80-digit arithmetic says; `functions.py` beside this file wrote it. */
export const functionGoldens: Readonly<Record<FunctionName, readonly FunctionGolden[]>> =
  JSON.parse(readFileSync(new URL('./functions.json', import.meta.url), 'utf8'));

/** The error of a result, in units of the last place of the exact one. */
export function unitsOff(result: number, [, nearest, rest]: FunctionGolden): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(nearest))), -1022);
  return Math.abs((result - nearest) / 2 ** (exponent - 26) / 2 ** -26 - rest);
}
