import { readFileSync } from 'node:fs';
import type { Precision } from '../../src/index.js';

/** Rows of a matrix. */
type Rows = number[][];

/** An output layer and what it costs; dZ is m times the slope along Z. */
export interface GoldenOutput {
  readonly precision: Precision;
  readonly Z: Rows;
  readonly Y: Rows;
  readonly cost: number;
  readonly dZ: Rows;
}

/** A network with tanh inside: the gradients of its first parameters, and ten steps. */
export interface GoldenTraining {
  readonly layerDims: number[];
  readonly loss: string;
  readonly learningRate: number;
  readonly X: Rows;
  readonly Y: Rows;
  readonly W: Rows[];
  readonly b: Rows[];
  readonly dW: Rows[];
  readonly db: Rows[];
  readonly costs: number[];
  readonly after10: { readonly W: Rows[]; readonly b: Rows[] };
}

interface Goldens {
  readonly categorical: (GoldenOutput & { readonly AL: Rows })[];
  readonly extremes: (Omit<GoldenOutput, 'precision' | 'dZ'> & { readonly AL: Rows })[];
  readonly squared: GoldenOutput[];
  readonly networks: GoldenTraining[];
  readonly logarithms: [x: number, log1p: number][];
}

/** What PyTorch and decimal arithmetic say; `losses.py` beside this file wrote it. */
export const lossGoldens: Goldens = JSON.parse(
  readFileSync(new URL('./losses.json', import.meta.url), 'utf8'),
);
