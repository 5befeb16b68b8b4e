import { inProcess } from 'gradstream/streams';
import { connectorLaws } from './laws.js';

connectorLaws('inProcess()', () => {
  const { source, sink } = inProcess();
  return Promise.resolve({ source: () => source, sink: () => sink, end: () => Promise.resolve() });
});
