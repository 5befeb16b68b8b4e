const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes of a superblock that reach past its end-of-file address, whatever its version. */
export const superblockBytes = 64;

/** Where an HDF5 file may start: after a user block of 0, 512, 1024, 2048, ... bytes. */
export function* superblockOffsets(fileBytes: number): Generator<number> {
  for (let offset = 0; offset < fileBytes; offset = Math.max(512, offset * 2)) {
    yield offset;
  }
}

/** Whether `bytes` start with the HDF5 signature. */
export function hasSignature(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/**
 * How long the file must be, as the superblock that starts with `bytes` says; undefined when it is cut
 * short or of a version not known.
 *
 * Source: HDF5 file format specification 3.0, section II.A.
 */
export function statedFileBytes(bytes: Uint8Array): number | undefined {
  const layout = addressLayout(bytes);
  if (layout === undefined) return undefined;
  const start = layout.addresses + 2 * layout.addressBytes;
  const end = start + layout.addressBytes;
  if (end > bytes.length) return undefined;
  return bytes.subarray(start, end).reduceRight((address, byte) => address * 256 + byte, 0);
}

function addressLayout(bytes: Uint8Array) {
  switch (bytes[8]) {
    case 0:
      return { addresses: 24, addressBytes: bytes[13] ?? 8 };
    case 1:
      return { addresses: 28, addressBytes: bytes[13] ?? 8 };
    case 2:
    case 3:
      return { addresses: 12, addressBytes: bytes[9] ?? 8 };
    default:
      return undefined;
  }
}
