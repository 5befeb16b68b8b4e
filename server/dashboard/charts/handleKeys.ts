import type { Range, View } from './range.js';

/** Zoom and pan by keys: arrows, plus and minus; 0 and Home show everything. */
export function handleKeys(target: HTMLElement, view: View, all: () => Range): void {
  target.addEventListener('keydown', (event) => moveByKey(event, view, all()));
}

function moveByKey(event: KeyboardEvent, view: View, all: Range): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Record<string, () => void> = {
    ArrowLeft: () => view.pan(-0.2, all),
    ArrowRight: () => view.pan(0.2, all),
    '+': () => view.zoom(0.5, all),
    '=': () => view.zoom(0.5, all),
    '-': () => view.zoom(2, all),
    '0': view.showAll,
    Home: view.showAll,
  };
  const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
  if (move === undefined) return;
  event.preventDefault();
  move();
}
