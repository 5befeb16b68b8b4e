import { DataError } from '../errors.js';
import { type Token, tokensOf } from './tokens.js';

/** A place in a text that is being read, from front to back. */
export interface Cursor {
  readonly text: string;
  /** The token here. */
  readonly here: () => Token;
  /** The one after it. */
  readonly ahead: () => Token;
  /** Steps over the token here, and gives it. */
  readonly take: () => Token;
  /** Steps over the token here if it is a certain word or sign; tells whether it was. */
  readonly takes: (text: string) => boolean;
  /**
   * Steps over the token here, which has to be a certain sign.
   *
   * @throws {DataError} when it is not
   */
  readonly need: (text: string) => void;
  /** @throws {DataError} always: what was expected here, and what was found */
  readonly expected: (what: string) => never;
}

/** A cursor at the beginning of a text. */
export function cursorAt(text: string): Cursor {
  const tokens = tokensOf(text);
  const end = tokens[tokens.length - 1];
  let next = 0;
  const cursor: Cursor = {
    text,
    here: () => tokens[next] ?? end,
    ahead: () => tokens[next + 1] ?? end,
    take: () => tokens[next++] ?? end,
    takes(wanted) {
      const found = isWordOrSign(cursor.here(), wanted);
      if (found) next++;
      return found;
    },
    need(wanted) {
      if (!cursor.takes(wanted)) cursor.expected(`"${wanted}"`);
    },
    expected(what) {
      const { kind, text: found, at } = cursor.here();
      const there = kind === 'end' ? 'the end' : JSON.stringify(found);
      throw unreadable(text, at, `expected ${what}; found ${there}`);
    },
  };
  return cursor;
}

function isWordOrSign({ kind, text }: Token, wanted: string): boolean {
  return (kind === 'word' || kind === 'sign') && text === wanted;
}

/**
 * An error about a place in the text of a schedule.
 *
 * @param at counted from 0; in the message from 1
 */
export function unreadable(text: string, at: number, why: string, cause?: unknown): DataError {
  const place = `at character ${at + 1} of ${JSON.stringify(text)}`;
  return new DataError(`Cannot read the schedule ${place}: ${why}`, { cause });
}
