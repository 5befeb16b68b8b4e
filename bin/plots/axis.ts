import type { XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { ink } from './theme.js';

const look = {
  type: 'value',
  nameLocation: 'middle',
  nameTextStyle: { color: ink.text, fontSize: 13 },
  axisLabel: { color: ink.text, fontSize: 12 },
} as const;

/** A numeric axis along the bottom; `name` is written under it. */
export function bottomAxis(name: string): XAXisComponentOption & { type: 'value' } {
  return {
    ...look,
    name,
    nameGap: 30,
    axisLine: { show: true, onZero: false, lineStyle: { color: ink.axis } },
    axisTick: { show: true, lineStyle: { color: ink.axis } },
    splitLine: { show: false },
  };
}

/** A numeric axis up the left side with lines across the plot; `name` is written along it. */
export function leftAxis(name: string): YAXisComponentOption & { type: 'value' } {
  return {
    ...look,
    name,
    nameGap: 42,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: ink.grid } },
  };
}
