import { ConnectorError, sourceFromUrl } from 'gradstream/streams';
import { expect, test } from 'vitest';

test('sourceFromUrl() takes the session time of a Kafka reader, and refuses what is none', () => {
  const at = (query: string) => sourceFromUrl(`kafka://127.0.0.1:9092/examples${query}`);
  expect(at('?sessionMs=6000').name).toBe('kafka://127.0.0.1:9092/examples');
  for (const text of ['soon', '0', '-1', ''])
    expect(() => at(`?sessionMs=${text}`)).toThrow(
      new ConnectorError(`sessionMs of an address is a number of milliseconds; found "${text}"`),
    );
});
