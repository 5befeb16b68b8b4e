import type {
  Multiply,
  MultiplyBytes,
  MultiplyBytesTransposed,
  MultiplyTransposed,
  SimdProducts,
} from '../simdProducts.js';
import type { Product, Threads } from './threads.js';

/** The products, the large ones shared among the threads. */
export function shareProducts(alone: SimdProducts, threads: Threads): SimdProducts {
  return {
    ...alone,
    multiplyF64: shared(threads, AB(true), alone.multiplyF64),
    multiplyTransposedF64: scaled(threads, ABt(true), alone.multiplyTransposedF64),
    transposedMultiplyF64: shared(threads, AtB(true), alone.transposedMultiplyF64),
    multiplyBytesF64: sharedBytes(threads, ABt(true), alone.multiplyBytesF64),
    multiplyBytesTransposedF64: scaledBytes(threads, AB(true), alone.multiplyBytesTransposedF64),
    multiplyF32: shared(threads, AB(false), alone.multiplyF32),
    multiplyTransposedF32: scaled(threads, ABt(false), alone.multiplyTransposedF32),
    transposedMultiplyF32: shared(threads, AtB(false), alone.transposedMultiplyF32),
    multiplyBytesF32: sharedBytes(threads, ABt(false), alone.multiplyBytesF32),
    multiplyBytesTransposedF32: scaledBytes(threads, AB(false), alone.multiplyBytesTransposedF32),
  };
}

const AB = (float64: boolean) => ({ float64, aTransposed: false, bTransposed: false });
const ABt = (float64: boolean) => ({ float64, aTransposed: false, bTransposed: true });
const AtB = (float64: boolean) => ({ float64, aTransposed: true, bTransposed: false });

function shared(threads: Threads, product: Product, alone: Multiply): Multiply {
  return (c, a, b, n, k, m) => {
    if (!threads.share(product, c, a, b, n, k, m, 1)) alone(c, a, b, n, k, m);
  };
}

function scaled(threads: Threads, product: Product, alone: MultiplyTransposed): MultiplyTransposed {
  return (c, a, b, n, k, m, scale) => {
    if (!threads.share(product, c, a, b, n, k, m, scale)) alone(c, a, b, n, k, m, scale);
  };
}

/** The bytes are those of B^T: what is transposed with numbers is not with bytes. */
function sharedBytes(threads: Threads, product: Product, alone: MultiplyBytes): MultiplyBytes {
  return (c, a, b, n, k, m, table) => {
    if (!threads.share(product, c, a, b, n, k, m, 1, table)) alone(c, a, b, n, k, m, table);
  };
}

function scaledBytes(
  threads: Threads,
  product: Product,
  alone: MultiplyBytesTransposed,
): MultiplyBytesTransposed {
  return (c, a, b, n, k, m, scale, table) => {
    if (!threads.share(product, c, a, b, n, k, m, scale, table)) {
      alone(c, a, b, n, k, m, scale, table);
    }
  };
}
