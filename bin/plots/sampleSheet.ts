import { heading } from './heading.js';
import { pngDataUri } from './pngDataUri.js';
import { renderSvg } from './renderSvg.js';
import { cutAt, fontFamily, ink, margin } from './theme.js';
import { singleLine } from './xmlText.js';

/** One image, what it is and what the network takes it for. */
export interface Sample {
  /** Row-major (height, width, channel): 1 channel is grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly trueClass: string;
  readonly predictedClass: string;
  /** Of the predicted class, 0 to 1. */
  readonly probability: number;
}

/** A title and the images beneath it. */
export interface SampleSheet {
  readonly title: string;
  readonly images: readonly Sample[];
}

const columns = 5;
const side = 136;
const frame = 3;
const gap = 16;
const captionHeight = 70;
const top = 92;

const nameRoom = cutAt(side + gap / 2);

const verdicts = {
  right: { mark: '✓', color: '#0067a3' },
  wrong: { mark: '✗', color: '#b84a00' },
} as const;

/**
 * Draws images with their true and predicted classes, five a row, as a standalone SVG document.
 *
 * Each image is a PNG inside the document and stays crisp when enlarged. Right and wrong ones differ
 * in colour and in their mark. Class names of any content are written as text.
 *
 * @throws {RangeError} when the pixels of an image are not width x height x 1 to 4 channels
 */
export function sampleSheet({ title, images }: SampleSheet): string {
  const rows = Math.ceil(images.length / columns);
  const width = 2 * margin + columns * side + (columns - 1) * gap;
  const height = top + rows * (side + captionHeight) + Math.max(0, rows - 1) * gap + margin;
  const right = images.filter(isRight).length;
  return renderSvg({
    title,
    description: images.map(inWords).join(' '),
    width,
    height,
    option: {
      title: heading(
        width,
        title,
        `${right} of ${images.length} right. Under each image: predicted class, its probability, true class`,
      ),
      graphic: { elements: images.map((sample, i) => cell(sample, i)) },
    },
  });
}

function cell(sample: Sample, index: number) {
  const { mark, color } = verdicts[isRight(sample) ? 'right' : 'wrong'];
  const scale = (side - 2 * frame) / Math.max(sample.width, sample.height);
  const [width, height] = [sample.width * scale, sample.height * scale];
  const box = { x: frame / 2, y: frame / 2, width: side - frame, height: side - frame, r: 4 };
  return {
    type: 'group' as const,
    x: margin + (index % columns) * (side + gap),
    y: top + Math.floor(index / columns) * (side + captionHeight + gap),
    children: [
      {
        type: 'rect' as const,
        shape: box,
        style: { fill: ink.grid, stroke: color, lineWidth: frame },
      },
      {
        type: 'image' as const,
        style: {
          image: pngDataUri(sample),
          x: (side - width) / 2,
          y: (side - height) / 2,
          width,
          height,
        },
      },
      caption(0, `${mark} ${sample.predictedClass}`, { fill: color, weight: 600, ...nameRoom }),
      caption(1, `probability ${percent(sample.probability)}`),
      caption(2, `true: ${sample.trueClass}`, nameRoom),
    ],
  };
}

interface CaptionLook {
  readonly fill?: string;
  readonly weight?: number;
  readonly width?: number;
  readonly overflow?: 'truncate';
}

function caption(line: number, text: string, look: CaptionLook = {}) {
  const { fill = ink.text, weight = 400, ...room } = look;
  const font = `${weight} 13px ${fontFamily}`;
  const y = side + 8 + 19 * line;
  return { type: 'text' as const, style: { ...room, text: singleLine(text), y, fill, font } };
}

function isRight({ trueClass, predictedClass }: Sample): boolean {
  return trueClass === predictedClass;
}

function percent(probability: number): string {
  const text = (100 * probability).toFixed(1);
  return text === '100.0' && probability < 1 ? '>99.9 %' : `${text} %`;
}

function inWords({ trueClass, predictedClass, probability }: Sample, index: number): string {
  return `${index + 1}: ${trueClass}, predicted ${predictedClass} (${percent(probability)}).`;
}
