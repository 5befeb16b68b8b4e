import { Command } from 'commander';
import { learn } from '../../bin/learn/learn.js';
import { learnCommand } from '../../bin/learn/learnCommand.js';
import { fakeTerminal } from './fakeTerminal.js';

/** Starts `gradstream learn` within this process; fails as the command does. */
export function startLearningHere(...args: readonly string[]) {
  const { terminal, written, interrupt$ } = fakeTerminal({ isTTY: false });
  const program = new Command()
    .addCommand(learnCommand((options) => learn(options, terminal)))
    .configureOutput({ writeErr: (text) => terminal.stderr.write(text) });
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ writeErr: (text) => terminal.stderr.write(text) });
  }
  const ended = program.parseAsync(['learn', ...args], { from: 'user' }).then(() => written);
  return { terminal, written, interrupt$, ended };
}
