import { type Observable, Subscription } from 'rxjs';
import { publishModels, type Saved, type Sink, type Step } from '../../streams/index.js';
import { messageOf } from '../run/messageOf.js';
import type { PublishingEvent } from './publishingEvents.js';

/** How long the end of a run waits for its last model to be sent, in ms. */
const LAST_WAIT_MS = 3_000;

/** Models on their way. */
export interface ModelsOnTheirWay {
  /** Waits for the last one, some seconds at most. */
  close(): Promise<void>;
}

/**
 * Sends models of a run to sinks, after every n-th step and the last one, and tells when that begins to fail and when
 * it works again. Subscribes at once.
 */
export function publishedModels(
  step$: Observable<Step>,
  sinks: readonly Sink[],
  n: number,
  tell: (event: PublishingEvent) => void,
): ModelsOnTheirWay {
  const sendings = sinks.map((sink) => modelsTo(sink, step$, n, tell));
  return {
    async close() {
      await Promise.all(sendings.map((close) => close()));
    },
  };
}

function modelsTo(
  sink: Sink,
  step$: Observable<Step>,
  n: number,
  tell: (event: PublishingEvent) => void,
): () => Promise<void> {
  const to = sink.name;
  let fails = false;
  let last = 0;
  let sent = 0;
  const subscription = new Subscription();
  const over = new Promise<void>((resolve) => {
    subscription.add(resolve);
  });

  function report({ iteration, error }: Saved): void {
    const failed = error !== undefined;
    if (!failed) sent = iteration;
    if (failed && !fails) {
      tell({ type: 'modelNotSent', to, iteration, reason: messageOf(error) });
    }
    if (!failed && fails) tell({ type: 'modelSent', to, iteration });
    fails = failed;
  }

  // The run tells why it failed, and there is nothing more to send then.
  const error = () => {};
  const counting = step$.subscribe({
    next: ({ index }) => {
      last = index + 1;
    },
    error,
  });
  subscription.add(counting);
  subscription.add(
    step$.pipe(publishModels(sink, n)).subscribe({
      next: report,
      error: () => subscription.unsubscribe(),
      complete: () => subscription.unsubscribe(),
    }),
  );
  return async () => {
    const late = setTimeout(() => {
      subscription.unsubscribe();
      // Of one that was refused has been told.
      if (sent < last && !fails) {
        tell({ type: 'modelNotSent', to, iteration: last, reason: `${to} does not answer` });
      }
    }, LAST_WAIT_MS);
    await over;
    clearTimeout(late);
    await sink.close();
  };
}
