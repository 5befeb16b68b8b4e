import { remembering } from '../topics/remembering.js';
import type { Frame } from '../topics/topicLog.js';

/** Frames as the bytes of a transport, made once for all who get the same ones. */
export interface Bundles {
  bytesOf(frames: readonly Frame[]): Uint8Array;
}

/** Bundles that are remembered: readers who are level with each other get the same ones within a few ticks. */
const REMEMBERED = 32;

/**
 * Bundles of a transport.
 *
 * @param encode the bytes of one frame, from its JSON text
 */
export function createBundles(encode: (text: string) => Uint8Array): Bundles {
  const encoded = new WeakMap<Frame, { readonly id: number; readonly bytes: Uint8Array }>();
  const bundleOf = remembering<Uint8Array>(REMEMBERED);
  let count = 0;

  function encodedOf(frame: Frame) {
    const known = encoded.get(frame);
    if (known !== undefined) return known;
    const fresh = { id: count++, bytes: encode(frame.text) };
    encoded.set(frame, fresh);
    return fresh;
  }

  return {
    bytesOf(frames) {
      if (frames.length === 1) return encodedOf(frames[0]).bytes;
      const parts = frames.map(encodedOf);
      const key = parts.map(({ id }) => id).join();
      return bundleOf(key, () => Buffer.concat(parts.map(({ bytes }) => bytes)));
    },
  };
}
