import { fromWire, type WeightImage } from '../../client.js';
import { element, write } from '../element.js';
import { count, quantity } from '../numbers.js';
import type { RunStore } from '../store/run.js';

/** The weights of the first layer, one image for each unit. */
export function drawWeights(section: HTMLElement, { weights }: RunStore): void {
  section.hidden = weights.size === 0;
  const list = section.querySelector('.weights');
  if (list === null) return;
  const units = [...weights].sort(([one], [other]) => one - other);
  while (list.children.length > units.length) list.lastElementChild?.remove();
  units.forEach(([unit, image], i) => {
    const cell = list.children[i] ?? list.appendChild(emptyCell());
    const [canvas, caption] = cell.children;
    if (!(canvas instanceof HTMLCanvasElement)) return;
    paint(canvas, image);
    const limit = quantity(fromWire(image.limit));
    canvas.setAttribute('aria-label', `Weights of unit ${unit}, from −${limit} to ${limit}`);
    write(caption, `unit ${unit} · ±${limit}`);
  });
  const newest = Math.max(0, ...units.map(([, { iteration }]) => iteration));
  write(
    section.querySelector('.aside') ?? section,
    `weights as images, after iteration ${count(newest)}`,
  );
}

function emptyCell(): HTMLElement {
  return element('li', {}, element('canvas', { role: 'img' }), element('span', {}));
}

/** Single weights from blue below zero to orange above it; others in their own channels about a middle grey. */
function paint(canvas: HTMLCanvasElement, { width, height, channels, pixels }: WeightImage): void {
  const context = canvas.getContext('2d');
  const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
  if (context === null || bytes.length !== width * height * channels) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const color = channels === 3 ? bytes.subarray(3 * i, 3 * i + 3) : diverging(bytes[i]);
    image.data.set(color, 4 * i);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

const below = [0, 114, 178];
const above = [213, 94, 0];

function diverging(byte: number): number[] {
  const share = Math.min(1, Math.abs(byte - 128) / 127);
  const end = byte < 128 ? below : above;
  return end.map((channel) => Math.round(245 + (channel - 245) * share));
}
