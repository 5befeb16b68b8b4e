import { isRecord } from '../../src/formats/isRecord.js';
import { exactJson, parseExactJson } from '../../src/formats/runState/exactJson.js';
import type { Spill } from '../../src/formats/spill/openSpill.js';
import type { Publication } from './publication.js';

/** Publications that wait to be sent, in order. None is lost, but where there is no room anywhere. */
export interface PublicationQueue {
  /** In memory. */
  readonly bytes: number;
  readonly isEmpty: boolean;
  /**
   * Adds one, as it is now.
   *
   * @returns why there is no room for it
   * @throws {TypeError} when JSON cannot say it
   */
  push(publication: Publication): string | undefined;
  /**
   * The oldest, which stays.
   *
   * @throws {DataError} when the disk does not give it
   */
  first(): Publication | undefined;
  removeFirst(): void;
  /** Brings to the disk what is not there. @returns what there is no room for, and why */
  end(): { readonly left: readonly Publication[]; readonly why: string };
}

const NO_SPILL = 'the broker takes nothing, and there is no spill';

/**
 * A queue that begins with what is left in `spill`. As long as what waits fits `mostBytes` it is in memory; as soon as
 * it does not, all of it goes to the disk, and what comes goes behind it until nothing waits.
 *
 * @param spill default: there is none, and what does not fit is not taken
 * @param isAlways whether all goes to the disk at once, whatever fits
 * @param onUnknown is told of what is left in `spill` and is no publication
 */
export function publicationQueue(
  mostBytes: number,
  spill?: Spill,
  isAlways = false,
  onUnknown: () => void = () => {},
): PublicationQueue {
  let spilled = spill?.first() !== undefined;
  /** Empty as long as anything is on the disk. */
  let memory: Uint8Array[] = [];
  let start = 0;
  let bytes = 0;

  function clear(): void {
    memory = [];
    start = 0;
    bytes = 0;
  }

  function toDisk(to: Spill, more: readonly Uint8Array[]): string | undefined {
    try {
      to.append([...memory.slice(start), ...more]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    spilled ||= memory.length - start + more.length > 0;
    clear();
    return undefined;
  }

  return {
    get bytes() {
      return bytes;
    },
    get isEmpty() {
      return memory.length === start && !spilled;
    },
    push(publication) {
      const written = new TextEncoder().encode(exactJson(publication));
      const fits = bytes + written.length <= mostBytes && !spilled;
      if (!fits || isAlways) {
        const why = spill ? toDisk(spill, [written]) : NO_SPILL;
        if (why === undefined || !fits) return why;
      }
      memory.push(written);
      bytes += written.length;
      return undefined;
    },
    first() {
      for (;;) {
        const written = memory.at(start) ?? spill?.first();
        spilled = memory.length === start && written !== undefined;
        if (written === undefined) return undefined;
        const publication = publicationOf(written);
        if (publication !== undefined) return publication;
        onUnknown();
        spill?.removeFirst();
      }
    },
    removeFirst() {
      if (memory.length === start) {
        spill?.removeFirst();
        return;
      }
      bytes -= memory[start].length;
      start++;
      if (2 * start < memory.length) return;
      memory = memory.slice(start);
      start = 0;
    },
    end() {
      const why = spill ? toDisk(spill, []) : NO_SPILL;
      return {
        left: memory.slice(start).flatMap((written) => publicationOf(written) ?? []),
        why: why ?? '',
      };
    },
  };
}

function publicationOf(written: Uint8Array): Publication | undefined {
  const found = parseExactJson(new TextDecoder().decode(written));
  return isPublication(found) ? found : undefined;
}

/** What has a sum on the disk is what was written; it may be from another version. */
function isPublication(found: unknown): found is Publication {
  return isRecord(found) && typeof found.topic === 'string' && typeof found.id === 'string';
}
