/** What a client has received as it came, not copied, and not as a Buffer, whose `slice()` copies nothing either. */
export function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
