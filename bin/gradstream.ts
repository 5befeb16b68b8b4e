#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { fromEvent, merge } from 'rxjs';
import { DataError, DivergenceError, GuardError, LibraryError } from '../src/index.js';
import { ConnectorError } from '../streams/connectors/connectorError.js';
import { learnCommand } from './learn/learnCommand.js';
import { reproduceCommand } from './reproduce/reproduceCommand.js';
import { resumeCommand } from './resumeCommand.js';
import { sweepCommand } from './sweep/sweepCommand.js';
import type { Terminal } from './terminal.js';
import { trainCommand } from './trainCommand.js';
import { viewCommand } from './viewCommand.js';
import { watchCommand } from './watchCommand.js';

const BAD_INPUT = 2;
const FAULT = 1;
const INTERRUPTED = 130;
const DISAGREEMENT = 3;

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  // Ctrl-C, and what service managers send.
  interrupt$: merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM')),
  exit: () => process.exit(INTERRUPTED),
};

const { version }: { version: string } = createRequire(import.meta.url)('gradstream/package.json');

// What one command alone needs is loaded when it is called, so that the others begin at once.
const program = new Command('gradstream')
  .description('Neural-network training as a reactive stream.')
  .version(version)
  .showSuggestionAfterError()
  .addCommand(
    trainCommand(async (options) => {
      const { train } = await import('./train.js');
      await train(options, terminal);
    }),
  )
  .addCommand(
    resumeCommand(async (...given) => {
      const { resume } = await import('./resume.js');
      await resume(...given, terminal);
    }),
  )
  .addCommand(
    learnCommand(async (options) => {
      const { learn } = await import('./learn/learn.js');
      await learn(options, terminal);
    }),
  )
  .addCommand(
    sweepCommand(async (options) => {
      const { sweepTrials } = await import('./sweep/sweepTrials.js');
      await sweepTrials(options, terminal);
    }),
  )
  .addCommand(
    reproduceCommand(async (options) => {
      const { reproduce } = await import('./reproduce/reproduce.js');
      if (!(await reproduce(options, terminal))) process.exitCode = DISAGREEMENT;
    }),
  )
  .addCommand(
    watchCommand(async (options) => {
      const { watch } = await import('./watch/watch.js');
      await watch(options, terminal);
    }),
  )
  .addCommand(
    viewCommand(async (options) => {
      const { viewRuns } = await import('./view/viewRuns.js');
      await viewRuns(options, terminal);
    }),
  );

for (const command of [program, ...program.commands]) {
  command.exitOverride().configureOutput({
    // One line for one mistake: commander puts its suggestion on a second one.
    outputError: (text, write) => write(`${text.trimEnd().replaceAll('\n', ' ')}\n`),
  });
}

// A reader that has seen enough (`| head`) ends the program, quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`error: Cannot write to the standard output: ${error.message}\n`);
  process.exit(BAD_INPUT);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : BAD_INPUT;
  } else if (
    error instanceof ConnectorError ||
    error instanceof DataError ||
    error instanceof DivergenceError ||
    error instanceof GuardError ||
    error instanceof LibraryError
  ) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = BAD_INPUT;
  } else {
    process.stderr.write(`gradstream has a fault; please report this:\n${stackOf(error)}\n`);
    process.exitCode = FAULT;
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error && error.stack !== undefined ? error.stack : String(error);
}
