/**
 * Why a connection was closed; one that breaks RFC 6455 itself, or sends a message that is too long, is closed with
 * the code of the RFC. The range says what to do: 40xx do not come back as you are, 41xx come back later
 * and resume, 42xx come back at once and resume.
 */
export const closeCodes = {
  /** No `hello` in time, or not as the first message, or a second one. */
  badHello: 4000,
  /** Ten messages that could not be read or were not allowed. */
  badMessages: 4001,
  /** A binary message. */
  notText: 4002,
  /** Nothing could be sent for 30 s. */
  stalled: 4100,
  /** A ping was not answered within 10 s. */
  silent: 4101,
  /** The server ends. */
  goingAway: 4102,
  /** More events were waiting than may wait: resume to read them at your own pace. */
  tooFarBehind: 4200,
} as const;

/** Why the server closes. */
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** What a client does after a close. */
export type Return = 'never' | 'later' | 'at once';

/**
 * What a close code, of ours or of RFC 6455, asks a client to do.
 *
 * @example
 * [4001, 4100, 4200, 1006, 1008].map(returnAfter) // => ['never', 'later', 'at once', 'later', 'never']
 */
export function returnAfter(code: number): Return {
  if (code >= 4200 && code < 4300) return 'at once';
  const violations = [1002, 1003, 1007, 1008, 1009, 1010];
  return (code >= 4000 && code < 4100) || violations.includes(code) ? 'never' : 'later';
}
