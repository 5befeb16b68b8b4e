import type { TitleComponentOption } from 'echarts';
import { cutAt, ink, margin } from './theme.js';
import { singleLine } from './xmlText.js';

/** The line above a picture `width` pixels wide, with an optional second line; cut when too long. */
export function heading(width: number, text: string, subtext = ''): TitleComponentOption {
  const fit = cutAt(width - 2 * margin);
  return {
    text: singleLine(text),
    subtext: singleLine(subtext),
    left: margin,
    top: margin,
    padding: 0,
    itemGap: 6,
    textStyle: { color: ink.strong, fontSize: 18, fontWeight: 600, ...fit },
    subtextStyle: { color: ink.text, fontSize: 13, ...fit },
  };
}
