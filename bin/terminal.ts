import type { Observable } from 'rxjs';

/** What a command speaks to, and what stops it. */
export interface Terminal {
  readonly stdout: Output & { readonly columns?: number };
  readonly stderr: Output;
  /** Where commands to a run come from. */
  readonly stdin: NodeJS.ReadableStream;
  /** The first ends the run with the result so far, the second calls `exit`. */
  readonly interrupt$: Observable<unknown>;
  exit(): void;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };
