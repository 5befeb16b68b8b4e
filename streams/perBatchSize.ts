/**
 * Buffers that are made once per batch size and used again: a run has one size, or two where the
 * last batch of an epoch is small.
 */
export function perBatchSize<Buffers>(allocate: (m: number) => Buffers): (m: number) => Buffers {
  const made = new Map<number, Buffers>();
  return (m) => {
    let buffers = made.get(m);
    if (buffers === undefined) {
      buffers = allocate(m);
      made.set(m, buffers);
    }
    return buffers;
  };
}
