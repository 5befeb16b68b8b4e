import { type Activation, relu, tanh } from '../../src/index.js';
import type { ResultName } from './resultNames.js';

/** A training run of the post series, with the figures as they are printed there. */
export interface PublishedTraining {
  readonly result: ResultName;
  /** What tells it apart from the other runs of the result. */
  readonly name: string;
  readonly hidden: Activation;
  readonly layerDims: readonly number[];
  readonly iterations: number;
  /** Strength of L2, with biases counted in the cost and left out of the gradient. */
  readonly l2?: number;
  /** The share of hidden units that stay; what is dropped stays the same for the whole run. */
  readonly keep?: number;
  /** Of every 100th iteration, before its update. */
  readonly costs: readonly string[];
  /**
   * How near rows are expected to come, from the first one on, where 0 is all printed digits. Beyond the last
   * of them NumPy today does not give the published rows either, since the run amplifies rounding.
   */
  readonly agreement: readonly Agreement[];
  /** Percent of examples that are right after the last update. */
  readonly accuracy: { readonly train?: string; readonly test: string };
}

/** Rows up to this one come that near. */
export interface Agreement {
  readonly upTo: number;
  readonly within: number;
}

/** Of all published runs. */
export const learningRate = 0.03;

const small = [12288, 5, 5, 1];
const wide = [12288, 10, 10, 1];

/** R1 and R2: forward and back propagation. R5: L2. R6: dropout. */
export const publishedTrainings: readonly PublishedTraining[] = [
  {
    result: 'R1',
    name: 'tanh',
    hidden: tanh,
    layerDims: small,
    iterations: 3000,
    costs: figures(`
      0.6556 0.6468 0.6447 0.6441 0.6440 0.6440 0.6440 0.6439 0.6439 0.6439
      0.6439 0.6439 0.6438 0.6438 0.6437 0.6434 0.6429 0.6413 0.6361 0.6124
      0.5112 0.5288 0.4312 0.3821 0.3387 0.2349 0.2206 0.1927 0.4669 0.1040
    `),
    agreement: [{ upTo: 21, within: 0 }],
    accuracy: { test: '68.00' },
  },
  {
    result: 'R2',
    name: 'ReLU',
    hidden: relu,
    layerDims: small,
    iterations: 3000,
    costs: figures(`
      0.6556 0.6468 0.6447 0.6441 0.6440 0.6440 0.6440 0.6440 0.6440 0.6440
      0.6439 0.6439 0.6439 0.6439 0.6439 0.6439 0.6438 0.6437 0.6435 0.6432
      0.6423 0.6395 0.6259 0.5408 0.5262 0.4727 0.4386 0.3493 0.1877 0.3641
    `),
    agreement: [{ upTo: 30, within: 0 }],
    accuracy: { test: '42.00' },
  },
  {
    result: 'R5',
    name: 'L2, lambda 0',
    hidden: tanh,
    layerDims: small,
    iterations: 2500,
    l2: 0,
    costs: figures(`
      0.6555634398145331 0.6467746423961933 0.6446638811282552 0.6441400737542232
      0.6440063101787575 0.6439697872317176 0.6439570623358253 0.6439491872993496
      0.6439407592837082 0.6439294591543208 0.6439131091764411 0.6438883396380859
      0.6438489715870495 0.6437825798034876 0.6436617691190204 0.6434191397054715
      0.642864008138056 0.6413476000796884 0.6360827945885947 0.6124050450908987
      0.511236045905345 0.5287658028657057 0.43124104856359174 0.38213869447364884
      0.3386708692392079
    `),
    agreement: [
      { upTo: 19, within: 1e-12 },
      { upTo: 21, within: 5e-5 },
    ],
    accuracy: { train: '82.30', test: '78.00' },
  },
  {
    result: 'R5',
    name: 'L2, lambda 0.02',
    hidden: tanh,
    layerDims: small,
    iterations: 2500,
    l2: 0.02,
    costs: figures(`
      0.6558634554205135 0.6470807090618383 0.6449737235917311 0.6444519406797673
      0.6443191828114609 0.6442831256251426 0.6442705985766486 0.6442628048800636
      0.6442544325786784 0.6442432311807257 0.6442270988055475 0.6442027847231018
      0.6441643410411311 0.6440998547029029 0.6439832000181198 0.6437505375793907
      0.6432228625403317 0.6417982979158361 0.6369273437378263 0.6152774362019153
      0.5207828651496548 0.5145012356446598 0.40757220705507585 0.517757346098386
      0.4574831239241244
    `),
    agreement: [
      { upTo: 19, within: 1e-12 },
      { upTo: 21, within: 5e-5 },
    ],
    accuracy: { train: '65.55', test: '80.00' },
  },
  {
    result: 'R6',
    name: 'dropout, keep 1',
    hidden: relu,
    layerDims: wide,
    iterations: 1000,
    keep: 1,
    costs: figures(`
      0.6555 0.6468 0.6447 0.6442 0.6440 0.6440 0.6440 0.6440 0.6440 0.6440
    `),
    agreement: [{ upTo: 10, within: 0 }],
    accuracy: { train: '65.55', test: '34.00' },
  },
  {
    result: 'R6',
    name: 'dropout, keep 0.5',
    hidden: relu,
    layerDims: wide,
    iterations: 1000,
    keep: 0.5,
    costs: figures(`
      0.6555 0.6467 0.6445 0.6437 0.6412 0.6338 0.6108 0.5367 0.4322 0.3114
    `),
    agreement: [{ upTo: 10, within: 0 }],
    accuracy: { train: '74.16', test: '44.00' },
  },
];

/** R3: the relative difference of gradients and slopes at one image, with two-sided steps. */
export const publishedCheck = {
  example: 89,
  epsilon: 1e-7,
  difference: '3.022e-9',
  /** Below it the published check passes. */
  limit: 1e-6,
  /** How many of the gradients are not 0 on the published input; not printed there, counted in NumPy. */
  nonZero: '36',
};

/** Figures between spaces. */
function figures(text: string): string[] {
  return text.trim().split(/\s+/);
}
