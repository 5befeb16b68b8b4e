/** Okabe and Ito's colours, told apart under every common colour blindness. */
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Text and lines, from the loudest to the quietest; `strong` and `text` pass WCAG AA on white. */
export const ink = {
  strong: '#1f2933',
  text: '#52606d',
  axis: '#9aa5b1',
  grid: '#e4e7eb',
} as const;

/** White of its own: a picture reads the same on a light and on a dark page. */
export const background = '#ffffff';

/** The reader's own fonts, unquoted since the list lands in an attribute; nothing is fetched. */
export const fontFamily =
  '-apple-system, Segoe UI, Roboto, Helvetica Neue, Helvetica, Arial, sans-serif';

/**
 * The width to cut a text at so that it fits `room` pixels: widths are estimated for Arial without a
 * browser, and some system fonts run a quarter wider.
 */
export function cutAt(room: number): { readonly width: number; readonly overflow: 'truncate' } {
  return { width: 0.78 * room, overflow: 'truncate' };
}

/** The edge around every picture, in pixels. */
export const margin = 24;

/** Where the keys to the lines stand: under the heading. */
export const legendLook = {
  left: margin,
  top: 54,
  padding: 0,
  itemGap: 24,
  itemWidth: 32,
  itemStyle: { opacity: 0 },
  textStyle: { color: ink.text, fontSize: 13 },
} as const;
