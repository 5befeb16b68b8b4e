import type { Refusal } from './checkRequest.js';

/** Counts long connections, in all and for each address. */
export interface ConnectionCaps {
  /** Those that are open. */
  readonly count: number;
  /** Takes one more of an address, until `release`; a refusal when there are too many. */
  take(address: string): Refusal | undefined;
  release(address: string): void;
}

/** No connections yet. */
export function createConnectionCaps(inAll: number, perAddress: number): ConnectionCaps {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    get count() {
      return total;
    },
    take(address) {
      const count = counts.get(address) ?? 0;
      if (total >= inAll) return { status: 503, why: 'there are as many connections as may be' };
      if (count >= perAddress) return { status: 429, why: 'too many connections of one address' };
      counts.set(address, count + 1);
      total++;
      return undefined;
    },
    release(address) {
      const count = counts.get(address) ?? 0;
      if (count > 1) counts.set(address, count - 1);
      else counts.delete(address);
      total--;
    },
  };
}
