/**
 * Buffers that are made once per batch size and used again: a run has one size, or two where the
 * last batch of an epoch is small. What else `allocate` is given counts at the first use only.
 */
export function perBatchSize<Rest extends unknown[], Buffers>(
  allocate: (m: number, ...rest: Rest) => Buffers,
): (m: number, ...rest: Rest) => Buffers {
  const made = new Map<number, Buffers>();
  return (m, ...rest) => {
    let buffers = made.get(m);
    if (buffers === undefined) {
      buffers = allocate(m, ...rest);
      made.set(m, buffers);
    }
    return buffers;
  };
}
