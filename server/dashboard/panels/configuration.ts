import { element } from '../element.js';
import type { RunStore } from '../store/run.js';

/** What a run is made of, name by name. */
export function drawConfiguration(section: HTMLElement, { configuration }: RunStore): void {
  section.hidden = configuration === undefined;
  const entries = Object.entries(configuration ?? {}).map(([name, value]) =>
    element(
      'div',
      {},
      element('dt', {}, nameInWords(name)),
      element('dd', {}, valueInWords(name, value)),
    ),
  );
  section.querySelector('dl')?.replaceChildren(...entries);
}

/** `batchSize` as "batch size". */
function nameInWords(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
}

function valueInWords(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.join(name === 'layerDims' ? ' – ' : ', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
}
