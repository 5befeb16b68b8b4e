import { expect, test } from 'vitest';
import { commandsToRepeat } from '../../../bin/run/commandsToRepeat.js';
import type { Command } from '../../../streams/index.js';

const began = (iteration: number, ...repeated: Command[]) => ({
  type: 'began',
  iteration,
  repeated,
});
const applied = (iteration: number, command: Command) => ({ type: 'command', iteration, command });
const rate = (value: number, at?: number): Command => ({
  type: 'learningRate',
  value,
  ...(at !== undefined && { at }),
});

test('commandsToRepeat() gives what changes the learning from the iteration on, with its iteration', () => {
  const events = [
    began(0),
    applied(10, rate(0.1)),
    applied(20, { type: 'pause' }),
    applied(20, rate(0.2)),
    applied(30, { type: 'input', name: 'slider', value: 1, id: 'a' }),
    applied(40, { type: 'stop' }),
  ];
  expect(commandsToRepeat(events, 20)).toEqual([
    rate(0.2, 20),
    { type: 'input', name: 'slider', value: 1, id: 'a', at: 30 },
  ]);
});

test('commandsToRepeat() keeps the order of commands that came again at one iteration', () => {
  const events = [began(0), applied(5, rate(1)), applied(5, rate(2)), applied(5, rate(1))];
  expect(commandsToRepeat(events, 0)).toEqual([rate(1, 5), rate(2, 5), rate(1, 5)]);
});

test('commandsToRepeat() gives a command once that was repeated already, however far that came', () => {
  const both = [rate(1, 5), rate(2, 5)];
  expect(commandsToRepeat([began(0, ...both)], 0)).toEqual(both);
  expect(commandsToRepeat([began(0, ...both), applied(5, rate(1, 5))], 0)).toEqual(both);
  const again = [applied(5, rate(1, 5)), applied(5, rate(2, 5)), applied(5, rate(1))];
  expect(commandsToRepeat([began(0, ...both), ...again], 0)).toEqual([...both, rate(1, 5)]);
});

test('commandsToRepeat() goes back behind a resume, when its checkpoint is damaged', () => {
  const events = [
    began(0),
    applied(10, rate(1)),
    applied(30, rate(3)),
    began(20, rate(3, 30)),
    applied(30, rate(3, 30)),
  ];
  expect(commandsToRepeat(events, 0)).toEqual([rate(1, 10), rate(3, 30)]);
});
