import type { EChartsOption } from 'echarts';
import { init } from 'echarts/dist/echarts.esm.min.mjs';
import { background, fontFamily, palette } from './theme.js';
import { escapeXml } from './xmlText.js';

/** A chart before it is drawn. */
export interface Picture {
  /** What a screen reader and a browser's tooltip call the picture. */
  readonly title: string;
  /** What it shows, in words. */
  readonly description: string;
  /** In pixels, as `height`. */
  readonly width: number;
  readonly height: number;
  readonly option: EChartsOption;
}

// Hover styles and clip paths carry numbers that count up with every chart, so that the same picture
// would never be the same text, and two of them in one page would share names. Quotes and angle
// brackets in chart text are always escaped: none of these patterns can match inside it.
const numbered = [
  /<style ><!\[CDATA\[[^\]]*\]\]>\s*<\/style>\s*/g,
  /<defs >.*?<\/defs>\s*/gs,
  / (?:class|clip-path)="[^"]*zr\d[^"]*"/g,
  / ecmeta_\w+="[^"]*"/g,
];

function withoutNumbers(svg: string): string {
  return numbered.reduce((rest, pattern) => rest.replace(pattern, ''), svg);
}

// librsvg and others know no dominant-baseline; a shift of a third of the height they all know.
function withCentredText(svg: string): string {
  return svg.replaceAll('dominant-baseline="central"', 'dy="0.35em"');
}

/** Names the picture for screen readers and keeps the pixels of images in it crisp. */
function withMeaning(svg: string, title: string, description: string): string {
  const meaning = `<title>${escapeXml(title)}</title>\n<desc>${escapeXml(description)}</desc>`;
  return svg.replace(
    /^<svg ([^>]*)>/,
    (_, attributes: string) =>
      `<svg ${attributes} role="img" style="image-rendering:pixelated">\n${meaning}`,
  );
}

/**
 * Draws a chart without a browser: a standalone SVG document, equal for equal pictures.
 *
 * Nothing is clipped: the axes hold all of the data.
 */
export function renderSvg({ title, description, width, height, option }: Picture): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: background,
      color: palette,
      textStyle: { fontFamily },
      ...option,
    });
    return withMeaning(
      withCentredText(withoutNumbers(chart.renderToSVGString())),
      title,
      description,
    );
  } finally {
    chart.dispose();
  }
}
