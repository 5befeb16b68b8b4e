import type { Saved } from '../../streams/index.js';
import { messageOf } from './messageOf.js';

/** What became of saving a state. */
export interface SaveReport {
  readonly type: 'saved' | 'notSaved';
  readonly iteration: number;
  /** Why it was not saved. */
  readonly reason?: string;
}

/** Tells what became of saving a state. */
export function saveReport({ iteration, error }: Saved): SaveReport {
  return error === undefined
    ? { type: 'saved', iteration }
    : { type: 'notSaved', iteration, reason: messageOf(error) };
}
