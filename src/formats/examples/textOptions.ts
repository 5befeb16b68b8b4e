/** Sizes of what is read as text. */
export interface TextOptions {
  /** The largest payload. Default 64 KiB, and 32 bytes for each number. */
  readonly maxBytes?: number;
}
