import { type Command, commandOf } from 'gradstream/streams';
import { describe, expect, test } from 'vitest';

describe('commandOf() reads', () => {
  test.each<[string, Command]>([
    ['pause', { type: 'pause' }],
    ['  pause  ', { type: 'pause' }],
    ['pause at 7', { type: 'pause', at: 7 }],
    ['resume', { type: 'resume' }],
    ['step', { type: 'step', count: 1 }],
    ['step 10', { type: 'step', count: 10 }],
    ['step 10 at 500', { type: 'step', count: 10, at: 500 }],
    ['stop', { type: 'stop' }],
    ['stop at 0', { type: 'stop', at: 0 }],
    ['rate 0.01', { type: 'learningRate', value: 0.01 }],
    ['rate 1e-3 at 9', { type: 'learningRate', value: 0.001, at: 9 }],
    ['rate schedule', { type: 'learningRate', value: null }],
    ['set slider 0', { type: 'input', name: 'slider', value: 0 }],
    ['set at 0.5 at 3', { type: 'input', name: 'at', value: 0.5, at: 3 }],
    ['set constructor 1', { type: 'input', name: 'constructor', value: 1 }],
    ['set slider schedule', { type: 'input', name: 'slider', value: null }],
    ['evaluate', { type: 'evaluate' }],
    ['save at 12', { type: 'save', at: 12 }],
    ['{"type":"pause"}', { type: 'pause' }],
    [' {"type":"stop","at":3,"id":"a"}', { type: 'stop', id: 'a', at: 3 }],
    ['{"type":"step","count":2}', { type: 'step', count: 2 }],
    ['{"type":"learningRate","value":0.5}', { type: 'learningRate', value: 0.5 }],
    ['{"type":"learningRate","value":null}', { type: 'learningRate', value: null }],
    ['{"type":"input","name":"a b","value":2}', { type: 'input', name: 'a b', value: 2 }],
    ['{"type":"evaluate","id":""}', { type: 'evaluate', id: '' }],
  ])('%s', (line, command) => {
    expect(commandOf(line)).toEqual(command);
  });
});

describe('commandOf() says what it expects instead of', () => {
  const usage = /^write pause, resume, step N/;
  test.each<[string, RegExp]>([
    ['halt', usage],
    ['PAUSE', usage],
    ['pause now', usage],
    ['pause at', usage],
    ['rate', usage],
    ['rate 1 2', usage],
    ['set slider', usage],
    ['constructor', usage],
    ['__proto__', usage],
    ['step x', /1 or more; found NaN/],
    ['step 0', /1 or more; found 0/],
    ['step 1.5', /found 1.5/],
    ['pause at x', /iteration is a whole number.*found NaN/],
    ['pause at -1', /found -1/],
    ['pause at 1e999', /found Infinity/],
    ['rate NaN', /positive finite number.*found NaN/],
    ['rate 1e999', /found Infinity/],
    ['rate 0', /found 0/],
    ['rate -1', /found -1/],
    ['set slider x', /finite number, 0 or more, or null; found NaN/],
    ['set slider -1', /finite number, 0 or more, or null; found -1/],
    ['set __proto__ 1', /no schedule reads an input called "__proto__"/],
    ['{', usage],
    ['{}', usage],
    ['{"type":"halt"}', usage],
    ['{"type":"toString"}', usage],
    ['{"type":"__proto__"}', usage],
    ['{"__proto__":{"type":"stop"}}', usage],
    ['{"type":["stop"]}', usage],
    ['{"type":"step"}', usage],
    ['{"type":"step","count":"3"}', usage],
    ['{"type":"step","count":null}', usage],
    ['{"type":"stop","at":"3"}', usage],
    ['{"type":"stop","at":null}', usage],
    ['{"type":"stop","at":1e999}', /found Infinity/],
    ['{"type":"stop","id":7}', usage],
    ['{"type":"learningRate"}', usage],
    ['{"type":"learningRate","value":1e999}', /found Infinity/],
    ['{"type":"learningRate","value":NaN}', usage],
    ['{"type":"input","value":1}', usage],
    ['{"type":"input","name":"","value":1}', /called ""/],
    ['{"type":"input","name":"__proto__","value":1}', /called "__proto__"/],
  ])('%s', (line, why) => {
    expect(commandOf(line)).toEqual({ line: line.trim(), why: expect.stringMatching(why) });
  });
});

test('commandOf() leaves behind what a command does not have', () => {
  const line = '{"type":"stop","at":1,"huge":[1,2],"count":4,"__proto__":{"polluted":true}}';
  const command = commandOf(line);
  expect(Object.keys(command)).toEqual(['type', 'at']);
  expect('polluted' in command).toBe(false);
});

test('commandOf() tells back no more than the start of a line, and nothing that would steer a terminal', () => {
  expect(commandOf(`\u001b[2J${'x'.repeat(1e6)}`)).toMatchObject({
    line: `?[2J${'x'.repeat(56)}...`,
  });
});
