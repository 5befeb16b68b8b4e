import type { RunHistory } from '../../src/formats/runLog/history.js';
import type { RunConfiguration } from '../protocol/payloads.js';

/** A run that is over, to be seen again from its log. */
export interface ServedLog {
  /** The first part of the names of its topics: no slash, asterisk or space. */
  readonly name: string;
  /** What `readRunLog` gives. */
  readonly history: RunHistory;
  readonly configuration?: RunConfiguration;
}
