import type { Command } from '../../streams/commands.js';
import { refusalOf } from '../../streams/commands.js';
import type { Cmd } from '../protocol/clientMessages.js';
import { encodeJson } from '../protocol/encodeJson.js';
import { type ErrorCode, errorCodes } from '../protocol/errorCodes.js';
import type { Err, Ok } from '../protocol/serverMessages.js';
import type { CommandDesk } from '../sessions/session.js';

/** How many commands are remembered, so that a repetition gets the same answer. */
const REMEMBERED = 1_000;

/** Who obeys: the run of a command. */
export interface Steered {
  /** Commands applied, and those that will be. */
  readonly expectedRev: number;
  /** Passes a command on; `done` is called once, when it is applied or refused. */
  command(command: Command, message: Cmd, done: (outcome: Outcome) => void): void;
}

/** What became of a command: applied at an iteration, or refused. */
export type Outcome = { readonly iteration: number } | { readonly refused: string };

/** Takes commands for runs: each key once, whoever repeats it and over whichever connection. */
export function createCommandDesk(runs: ReadonlyMap<string, Steered>): CommandDesk {
  const files = new Map<string, File>();

  function open(message: Cmd): File {
    const file: File = { asked: fingerprintOf(message), answer: undefined, waiting: [] };
    files.set(message.key, file);
    const [oldest] = files.keys();
    if (files.size > REMEMBERED) files.delete(oldest);
    return file;
  }

  function settle(file: File, answer: Answer): void {
    file.answer = answer;
    for (const waiting of file.waiting.splice(0)) waiting(answer);
  }

  return {
    ask(message, reply) {
      const answerTo = (answer: Answer) => reply({ ...answer, id: message.id });
      const known = files.get(message.key);
      if (known !== undefined) {
        if (known.asked !== fingerprintOf(message)) answerTo(refusal('keyConflict'));
        else if (known.answer !== undefined) answerTo(known.answer);
        else known.waiting.push(answerTo);
        return;
      }
      const run = runs.get(message.run);
      const command = commandOf(message);
      const senseless = refusalOf(command);
      if (run === undefined) answerTo(refusal('unknownRun'));
      else if (senseless !== undefined) answerTo(refusal('refused', senseless));
      else if (message.ifRev !== undefined && message.ifRev !== run.expectedRev) {
        answerTo(refusal('revConflict', `${errorCodes.revConflict}: ${run.expectedRev} by now`));
      } else {
        const file = open(message);
        file.waiting.push(answerTo);
        run.command(command, message, (outcome) => settle(file, answerOf(outcome)));
      }
    },
  };
}

type Answer = Omit<Ok, 'id'> | Omit<Err, 'id'>;

/** A command that was taken, with those who wait for its answer. */
interface File {
  readonly asked: string;
  answer: Answer | undefined;
  readonly waiting: ((answer: Answer) => void)[];
}

/** What a key stands for: repetitions may differ in their id. */
function fingerprintOf({ run, cmd, args, ifRev }: Cmd): string {
  return encodeJson([run, cmd, args, ifRev]);
}

function answerOf(outcome: Outcome): Answer {
  return 'refused' in outcome
    ? refusal('refused', outcome.refused)
    : { t: 'ok', applied: { iteration: outcome.iteration } };
}

function refusal(code: ErrorCode, message: string = errorCodes[code]): Omit<Err, 'id'> {
  return { t: 'err', code, message };
}

function commandOf({ key: id, ...message }: Cmd): Command {
  switch (message.cmd) {
    case 'checkpoint':
      return { type: 'save', id };
    case 'step':
      return { type: 'step', count: message.args.count, id };
    case 'learningRate':
      return { type: 'learningRate', value: message.args.value, id };
    case 'input':
      return { type: 'input', name: message.args.name, value: message.args.value, id };
    default:
      return { type: message.cmd, id };
  }
}
