import { Command } from 'commander';
import { resume } from '../../bin/resume.js';
import { resumeCommand } from '../../bin/resumeCommand.js';
import { train } from '../../bin/train.js';
import { trainCommand } from '../../bin/trainCommand.js';
import { fakeTerminal } from './fakeTerminal.js';

/** Starts `gradstream train` or `gradstream resume` within this process; fails as the command does. */
export function startHere(...args: readonly string[]) {
  const { terminal, written, interrupt$ } = fakeTerminal({ isTTY: false });
  const program = new Command()
    .addCommand(trainCommand((options) => train(options, terminal)))
    .addCommand(
      resumeCommand((folder, configuration, options) =>
        resume(folder, configuration, options, terminal),
      ),
    );
  for (const command of program.commands) command.exitOverride();
  const ended = program.parseAsync(args, { from: 'user' }).then(() => written);
  return { terminal, written, interrupt$, ended };
}

/** Runs a command to its end, with these lines as its input. */
export function runHere(args: readonly string[], lines: readonly string[] = []) {
  const { terminal, ended } = startHere(...args);
  terminal.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return ended;
}
