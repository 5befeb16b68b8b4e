/** What becomes of publishing a run: a line on stderr, and one of JSON with `--json`. */
export type PublishingEvent = Unreached | Reached | NotPublished | Published | ModelReport;

/** A broker is not there: what is published waits. */
export interface Unreached {
  readonly type: 'unreached';
  /** The address, without credentials. */
  readonly to: string;
  readonly reason: string;
  /** The folder in which it waits; left out where it waits in memory. */
  readonly folder?: string;
}

/** A broker that was not reached takes records. */
export interface Reached {
  readonly type: 'reached';
  readonly to: string;
}

/** Something does not get there; told once for each reason. */
export interface NotPublished {
  readonly type: 'notPublished';
  readonly to: string;
  readonly topic?: string;
  readonly reason: string;
}

/** How publishing has ended. */
export interface Published {
  readonly type: 'published';
  readonly to: string;
  /** Records that are in `folder`, for the next run there. */
  readonly unsent: number;
  readonly folder?: string;
  /** Events and points that nobody has any more. */
  readonly lost: number;
  /** Points that were told in rows, since they came faster than they were taken. */
  readonly thinned: number;
}

/** Sending models begins to fail, or works again. */
export interface ModelReport {
  readonly type: 'modelSent' | 'modelNotSent';
  readonly to: string;
  readonly iteration: number;
  readonly reason?: string;
}

/** An event as a line for people; undefined for one that is no news to them. */
export function publishingLine(event: PublishingEvent): string | undefined {
  const { to } = event;
  switch (event.type) {
    case 'unreached': {
      const where = event.folder === undefined ? 'in memory' : `in ${event.folder}`;
      return `${event.reason}; what is published waits ${where}, and the run goes on`;
    }
    case 'reached':
      return `${to} is reached, and gets what waited`;
    case 'notPublished': {
      const of = event.topic === undefined ? '' : ` of ${event.topic}`;
      return `not all${of} gets to ${to}: ${event.reason}`;
    }
    case 'modelSent':
      return `${to} has a model again, that of iteration ${event.iteration}`;
    case 'modelNotSent':
      return `the model of iteration ${event.iteration} is not sent to ${to}: ${event.reason ?? ''}; the run goes on`;
    default:
      return endLine(event);
  }
}

function endLine({ to, unsent, folder = '', lost }: Published): string | undefined {
  const parts = [
    ...(unsent > 0
      ? [`${unsent} records are unsent: they wait in ${folder} for the next run there`]
      : []),
    ...(lost > 0 ? [`${lost} events and points are lost`] : []),
  ];
  return parts.length === 0 ? undefined : `of what was for ${to}, ${parts.join('; ')}`;
}
