import { encode } from 'fast-png';

/** Pixels as bytes, row by row, the channels of a pixel side by side. */
export interface Pixels {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * An image as a PNG in a data URI.
 *
 * @throws {RangeError} when it has not 1 to 4 channels
 */
export function pngDataUri({ pixels, width, height }: Pixels): string {
  const channels = pixels.length / (width * height);
  if (![1, 2, 3, 4].includes(channels)) {
    throw new RangeError(
      `Cannot draw an image of ${height} x ${width} with ${pixels.length} values: 1 to 4 channels make ` +
        `${height * width} to ${4 * height * width}`,
    );
  }
  const png = encode({ width, height, data: pixels, channels, depth: 8 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
