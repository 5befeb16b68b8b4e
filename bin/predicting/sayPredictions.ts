import type { Outlets } from '../publishing/outlets.js';

/** Says where predictions are asked for, where they are. */
export function sayPredictions(
  { predictionsAt: url }: Pick<Outlets, 'predictionsAt'>,
  json: boolean,
  say: (line: string) => void,
): void {
  if (url === undefined) return;
  say(json ? JSON.stringify({ type: 'predicting', url }) : `Predictions at ${url}`);
}
