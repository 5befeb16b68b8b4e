/** One example by itself, as it comes in from outside and goes out. */
export interface Example {
  readonly features: Float64Array;
  /** The index of its class, or the number that is to be found; where there are several, all of them. */
  readonly label?: number | Float64Array;
  /** Whose example it is, or of what. */
  readonly key?: string;
}

/** What a payload holds, or in a few words why it is no example. */
export type Decoded = { readonly example: Example } | { readonly reason: string };

/** Examples as bytes. */
export interface ExampleCodec {
  readonly contentType: string;
  /** Reads a payload, whatever it is: what is wrong is said, and nothing thrown. */
  readonly decode: (payload: Uint8Array) => Decoded;
  /** @throws {RangeError} when it is no example of the schema */
  readonly encode: (example: Example) => Uint8Array;
}
