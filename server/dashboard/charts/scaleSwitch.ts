import { element } from '../element.js';

/** Two buttons, of which one is pressed: linear or logarithmic. */
export function scaleSwitch(
  label: string,
  logarithmic: boolean,
  choose: (logarithmic: boolean) => void,
): HTMLElement {
  const buttons = [false, true].map((value) =>
    element(
      'button',
      { type: 'button', 'aria-pressed': String(value === logarithmic) },
      value ? 'log' : 'linear',
    ),
  );
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => {
      buttons.forEach((each, i) => {
        each.setAttribute('aria-pressed', String(i === index));
      });
      choose(index === 1);
    });
  });
  return element('div', { class: 'segments', role: 'group', 'aria-label': label }, ...buttons);
}
