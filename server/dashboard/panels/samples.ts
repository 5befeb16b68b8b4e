import { fromWire } from '../../client.js';
import { element, write } from '../element.js';
import { count, percent } from '../numbers.js';
import type { RunStore } from '../store/run.js';

/** A place on the sheet, made once for its image and written into from then on. */
interface Cell {
  readonly root: HTMLElement;
  readonly predicted: HTMLElement;
  readonly sure: HTMLElement;
  readonly truth: HTMLElement;
  readonly bar: HTMLElement;
  readonly image: string;
}

const sheet: Cell[] = [];

/** Images, what they are, what the network takes them for and how sure it is. */
export function drawSamples(section: HTMLElement, { images, samples }: RunStore): void {
  const list = section.querySelector('.sheet');
  section.hidden = samples === undefined || images.length === 0;
  if (list === null || samples === undefined) return;
  let right = 0;
  images.forEach(({ image, trueClass }, i) => {
    if (sheet[i]?.image !== image) {
      const made = cellOf(image, trueClass);
      if (sheet[i] === undefined) list.append(made.root);
      else sheet[i].root.replaceWith(made.root);
      sheet[i] = made;
    }
    const sample = samples.samples[i];
    if (sample === undefined) return;
    const { root, predicted, sure, truth, bar } = sheet[i];
    const isRight = sample.predictedClass === trueClass;
    const probability = fromWire(sample.probability);
    if (isRight) right++;
    root.className = isRight ? 'right' : 'wrong';
    write(predicted, sample.predictedClass);
    write(sure, percent(probability));
    write(truth, isRight ? '✓ right' : `✗ is ${trueClass}`);
    bar.style.width = `${100 * Math.min(1, Math.max(0, probability || 0))}%`;
  });
  for (const { root } of sheet.splice(images.length)) root.remove();
  write(
    section.querySelector('.aside') ?? section,
    `${right} of ${images.length} right after iteration ${count(samples.iteration)}`,
  );
}

function cellOf(image: string, trueClass: string): Cell {
  // Only pictures that are in the message itself: nothing is fetched that a run names.
  const source = image.startsWith('data:image/png;base64,') ? image : undefined;
  const predicted = element('b', {});
  const sure = element('span', { class: 'percent' });
  const truth = element('span', { class: 'truth' });
  const bar = element('span', {});
  const root = element(
    'li',
    {},
    element('img', { src: source, alt: trueClass, width: 96, height: 96 }),
    element('span', { class: 'bar', 'aria-hidden': 'true' }, bar),
    element('span', { class: 'verdict' }, predicted, sure),
    truth,
  );
  return { root, predicted, sure, truth, bar, image };
}
