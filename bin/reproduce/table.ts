import type { Observable } from 'rxjs';
import type { Cost } from '../../streams/index.js';
import type { Row } from './comparison.js';
import type { ResultName } from './resultNames.js';

/** Figures of one result beside their counterparts, computed while somebody is subscribed to the rows. */
export interface Table {
  readonly result: ResultName;
  readonly name: string;
  /** What was computed, in a line. */
  readonly about: string;
  /** Where the counterparts are from: the posts, or what must come out on this data. */
  readonly source: 'published' | 'expected';
  readonly row$: Observable<Row>;
  /** The training behind the rows, for who waits for them. */
  readonly training?: Training;
  /** What a reader should know, a line each. */
  readonly notes: readonly string[];
}

export interface Training {
  /** Shared with the rows. */
  readonly step$: Observable<Pick<Cost, 'index' | 'cost'>>;
  readonly iterations: number;
}
