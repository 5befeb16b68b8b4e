/**
 * A name that nobody else has: 72 random bits in 12 characters, where `nuid` of the client has 22. The server says it
 * with each message and the client reads it byte by byte, so that its length is felt.
 */
export function shortName(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString('base64url');
}
