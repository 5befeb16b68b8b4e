import type { CommandName, CommandRequest, Connection } from '../../client.js';
import { element, write } from '../element.js';
import { count } from '../numbers.js';
import type { RunStore } from '../store/run.js';

/** The buttons that steer runs. */
export interface Controls {
  /** @param allowed whether the connection is a controller's */
  readonly draw: (runs: readonly RunStore[], allowed: boolean, connected: boolean) => void;
}

/** How long the second press of a button that ends something is waited for, in ms. */
const SURE = 4000;

/** Fills the section with controls: pause, resume, step, evaluate, save, the learning rate, stop. */
export function controls(section: HTMLElement, { command }: Pick<Connection, 'command'>): Controls {
  let runs: readonly RunStore[] = [];
  const target = element('select', { 'aria-label': 'Which run' });
  const said = element('output', { class: 'said', role: 'status' });
  const rate = element('input', {
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'rate',
    'aria-label': 'Learning rate',
  });
  const hold = button('Pause', () =>
    isHeld() ? ask({ cmd: 'resume', args: {} }) : ask({ cmd: 'pause', args: {} }),
  );
  const stop = button('Stop', () => {
    if (stop.dataset.sure === 'yes') {
      ask({ cmd: 'stop', args: {} });
      calm();
      return;
    }
    stop.dataset.sure = 'yes';
    write(stop, 'Stop: sure?');
    write(said, 'Press Stop again to end the run.');
    setTimeout(calm, SURE);
  });
  const form = element(
    'form',
    { class: 'rate' },
    rate,
    element('button', { type: 'submit' }, 'Set rate'),
    button('As scheduled', () => ask({ cmd: 'learningRate', args: { value: null } })),
  );
  const note = element('p', { class: 'note' });
  const group = element(
    'fieldset',
    { disabled: true },
    element('legend', { class: 'unseen' }, 'Control'),
    target,
    hold,
    button('One step', () => ask({ cmd: 'step', args: { count: 1 } })),
    button('Evaluate', () => ask({ cmd: 'evaluate', args: {} })),
    button('Save', () => ask({ cmd: 'checkpoint', args: {} })),
    form,
    stop,
  );
  stop.classList.add('danger');
  section.append(group, said, note);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const value = Number(rate.value.replace(',', '.'));
    if (rate.value.trim() !== '' && value > 0 && value < Infinity)
      ask({ cmd: 'learningRate', args: { value } });
    else write(said, 'A learning rate is a positive number.');
  });
  target.addEventListener('change', drawHold);

  function calm(): void {
    stop.dataset.sure = 'no';
    write(stop, 'Stop');
  }

  function chosen(): readonly RunStore[] {
    return target.value === '' ? runs : runs.filter(({ name }) => name === target.value);
  }

  function isHeld(): boolean {
    return chosen().some(({ status }) => status?.phase === 'paused');
  }

  function drawHold(): void {
    write(hold, isHeld() ? 'Resume' : 'Pause');
  }

  function ask(request: CommandRequest): void {
    const asked = chosen().map((run) =>
      command(run.name, request).then(
        ({ iteration }) => `${words[request.cmd]} at iteration ${count(iteration)}`,
        (error: Error) => `${run.name}: ${error.message}`,
      ),
    );
    write(said, 'asked …');
    void Promise.all(asked).then((answers) => write(said, [...new Set(answers)].join('; ')));
  }

  function draw(all: readonly RunStore[], allowed: boolean, connected: boolean): void {
    runs = all;
    const names = all.map(({ name }) => name);
    const listed = [...target.options].map(({ value }) => value).filter((value) => value !== '');
    if (names.join('\n') !== listed.join('\n')) {
      const kept = target.value;
      target.replaceChildren(
        element('option', { value: '' }, 'all runs'),
        ...names.map((name) => element('option', { value: name }, name)),
      );
      target.value = names.includes(kept) ? kept : '';
    }
    target.hidden = names.length < 2;
    const over = all.every(({ status }) =>
      ['finished', 'stopped', 'failed'].includes(status?.phase ?? 'waiting'),
    );
    group.disabled = !allowed || !connected || over || all.length === 0;
    note.hidden = allowed || !connected;
    write(note, 'Watching only: the address with the controller’s token also steers.');
    drawHold();
  }

  return { draw };
}

const words: Readonly<Record<CommandName, string>> = {
  pause: 'paused',
  resume: 'resumed',
  step: 'stepping',
  stop: 'stopped',
  learningRate: 'learning rate set',
  input: 'input set',
  checkpoint: 'saved',
  evaluate: 'evaluated',
};

function button(text: string, press: () => void): HTMLButtonElement {
  return element('button', { type: 'button', onclick: press }, text);
}
