import type { Range, View } from './range.js';

/**
 * Zoom and pan by wheel and touch. Ctrl and the wheel, or a pinch, zooms; a wheel to the side pans; the plain wheel
 * goes on scrolling the page. One finger to the side pans, two zoom.
 */
export function handleGestures(
  target: HTMLElement,
  iterationAt: (x: number) => number,
  view: View,
  all: () => Range,
): void {
  const xOf = ({ clientX }: { readonly clientX: number }) =>
    clientX - target.getBoundingClientRect().left;

  target.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        view.zoom(Math.exp(event.deltaY * 0.005), all(), iterationAt(xOf(event)));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        event.preventDefault();
        const by = event.deltaX === 0 ? event.deltaY : event.deltaX;
        view.pan(by / target.clientWidth, all());
      }
    },
    { passive: false },
  );
  target.addEventListener('dblclick', view.showAll);

  const fingers = new Map<number, number>();
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return b === undefined ? undefined : { width: Math.abs(a - b), middle: (a + b) / 2 };
  };
  target.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, xOf(event));
  });
  target.addEventListener('pointermove', (event) => {
    const last = fingers.get(event.pointerId);
    if (last === undefined) return;
    const before = spread();
    fingers.set(event.pointerId, xOf(event));
    const after = spread();
    if (before === undefined || after === undefined) {
      view.pan((last - xOf(event)) / target.clientWidth, all());
    } else if (after.width > 0) {
      view.zoom(before.width / after.width, all(), iterationAt(after.middle));
    }
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
    target.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
  }
}
