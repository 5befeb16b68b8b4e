/** How a trial stands: what rules and sweeps read of a report. */
export interface TrialReport {
  /** Iterations done, counted from 1; grows from report to report. */
  readonly iteration: number;
  /** The metric that trials are compared by. */
  readonly value: number;
}

/** What happens in a sweep; `index` counts trials from 0, in the order in which they begin. */
export type SweepEvent<Trial, Report extends TrialReport = TrialReport> = {
  readonly index: number;
  readonly trial: Trial;
} & (
  | { readonly type: 'begun' }
  | { readonly type: 'report'; readonly report: Report }
  /** By the rule, for that reason. */
  | { readonly type: 'stopped'; readonly reason: string }
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly error: unknown }
);
