import type { WireNumber } from './wireNumber.js';

/*
 * What is in `d` of the states and events of a run. Numbers that a run computes are in wire form: read them with
 * `fromWire`.
 */

/** What a run is made of: `<run>/run/configuration`. Names and values are those of the program that serves. */
export interface RunConfiguration {
  readonly layerDims?: readonly number[];
  /** Of the layers 1..L. */
  readonly activations?: readonly string[];
  /** Iterations asked for; left out when the run has no end of its own. */
  readonly iterations?: number;
  /** Iterations done before, of a run that goes on. */
  readonly resumedAt?: number;
  readonly [name: string]: unknown;
}

/** How a run stands: `<run>/run/status`. */
export interface RunStatus {
  readonly phase: 'waiting' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';
  /** Iterations done. */
  readonly iteration: number;
  readonly learningRate: WireNumber | null;
  /** Commands applied so far: what `ifRev` is compared with. */
  readonly rev: number;
  /** Why it failed. */
  readonly error?: string;
}

/** What the network takes the images of `<run>/samples/images` for, in their order: `<run>/samples`. */
export interface SamplesState {
  /** Iterations done. */
  readonly iteration: number;
  readonly samples: readonly SampleState[];
}

/** What the network takes one image for. */
export interface SampleState {
  readonly predictedClass: string;
  /** Of the predicted class. */
  readonly probability: WireNumber;
}

/** One event of `<run>/samples/images`, where the examples are images: they come once, at the start. */
export interface SampleImage {
  /** A PNG as a data URI. */
  readonly image: string;
  readonly trueClass: string;
}

/** How activations, weights and gradients are spread: `<run>/layers`, of the first 64 layers. */
export interface LayersState {
  /** Iterations done. */
  readonly iteration: number;
  readonly layers: readonly LayerState[];
}

/** One layer; histograms are those of the package, with their numbers in wire form. */
export interface LayerState {
  readonly layer: number;
  readonly activations: HistogramState;
  readonly weights: HistogramState;
  readonly gradients: HistogramState;
}

/** See `histogram` of the package. */
export interface HistogramState {
  readonly min: WireNumber | null;
  readonly max: WireNumber | null;
  readonly mean: WireNumber | null;
  readonly deviation: WireNumber | null;
  readonly counts: readonly number[];
  readonly nonFinite: number;
}

/** The weights of one unit of the first layer, laid out as an image: `<run>/weights/<unit>`, of the first 12. */
export interface WeightImage {
  /** Iterations done. */
  readonly iteration: number;
  readonly width: number;
  readonly height: number;
  /** 1 grey or 3 RGB. */
  readonly channels: number;
  /** Base64 of height x width x channels bytes, row by row: 128 is 0, 1 is -limit, 255 is +limit; 0 is not finite. */
  readonly pixels: string;
  /** The largest finite weight of the unit in size. */
  readonly limit: WireNumber;
}

/** The life of a run: `<run>/run/events`. */
export type RunLifeEvent = { readonly iteration: number } & (
  | { readonly type: 'started' }
  | { readonly type: 'checkpoint'; readonly error?: string }
  /** The iterations go on behind this one, which is less than before. */
  | { readonly type: 'rewound' }
  | {
      readonly type: 'command';
      readonly key: string;
      readonly cmd: string;
      readonly args: Readonly<Record<string, unknown>>;
      /** The count of commands applied, this one included. */
      readonly rev: number;
      readonly refused?: string;
    }
  | { readonly type: 'trouble'; readonly message: string }
  | { readonly type: 'diverged'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'finished' }
);
