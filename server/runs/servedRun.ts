import type { Observable, Observer } from 'rxjs';
import type { Trouble } from '../../src/errors.js';
import type { Matrix } from '../../src/numerics/matrix.js';
import type { Applied, Command } from '../../streams/commands.js';
import type { Cost, Step } from '../../streams/records.js';
import type { Report } from '../../streams/reportEvery.js';
import type { Saved } from '../../streams/saveEvery.js';
import type { RunConfiguration } from '../protocol/payloads.js';

/** A run, and what of it is to be seen and steered from outside. */
export interface ServedRun {
  /** The first part of the names of its topics: no slash, asterisk or space. */
  readonly name: string;
  /** Shared: a run that is cold would be trained once more. It is subscribed to once. */
  readonly step$: Observable<Step & Cost>;
  readonly configuration?: RunConfiguration;
  /** Accuracies, as they are measured. */
  readonly report$?: Observable<Pick<Report, 'iteration' | 'trainAccuracy' | 'testAccuracy'>>;
  /** Takes commands; left out, they are refused. */
  readonly command?: Pick<Observer<Command>, 'next'>;
  /** What became of commands: what `obey` tells. */
  readonly applied$?: Observable<Applied>;
  /** What `saveEvery` tells. */
  readonly saved$?: Observable<Saved>;
  /** What `guard` tells. */
  readonly trouble$?: Observable<Trouble>;
  readonly samples?: ServedSamples;
  /** Height, width and channels of an example, where the examples are images. */
  readonly imageShape?: readonly number[];
}

/** A few examples that are images, to see what the network takes them for. */
export interface ServedSamples {
  /** X (n_0 x samples), as the network takes them. */
  readonly X: Matrix;
  /** A PNG as a data URI for each. */
  readonly images: readonly string[];
  /** The true class of each. */
  readonly trueClasses: readonly string[];
  /** The names of the classes 0, 1, ... */
  readonly classNames: readonly string[];
}
