import type { RunEvent } from '../runEvents.js';
import type { Colors } from './colors.js';
import { textLine } from './textLines.js';

/** How runs are told of. */
export interface PrinterOptions {
  readonly json: boolean;
  /** Whether there are several networks, to be told apart. */
  readonly compared: boolean;
  readonly colors: Colors;
  readonly say: (line: string) => void;
}

/** Says what runs tell. */
export interface RunPrinter {
  print(event: RunEvent): void;
  /** What is to be said when all is over. */
  readonly atTheEnd: readonly string[];
  /** Why the last state was not saved. */
  readonly unsaved: string | undefined;
}

/** Says events as JSON, or in words what is news of them, the results last. */
export function runPrinter({ json, compared, colors, say }: PrinterOptions): RunPrinter {
  const atTheEnd: string[] = [];
  let unsaved: string | undefined;

  function print(event: RunEvent): void {
    if (json) say(JSON.stringify(event));
    else if (!isNews(event, unsaved)) return;
    else if (event.type === 'result') atTheEnd.push(textLine(event, compared, colors));
    else say(textLine(event, compared, colors));
  }

  return {
    atTheEnd,
    get unsaved() {
      return unsaved;
    },
    print(event) {
      print(event);
      if (event.type === 'saved') unsaved = undefined;
      if (event.type === 'notSaved') unsaved = event.reason;
    },
  };
}

/** In text, saving is told of when it begins to fail, and when it works again. */
function isNews(event: RunEvent, unsaved: string | undefined): boolean {
  if (event.type === 'saved') return unsaved !== undefined;
  return event.type !== 'notSaved' || unsaved === undefined;
}
