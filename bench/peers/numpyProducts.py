"""The peer of kernels.ts: matrix products in NumPy, into arrays that are there already.

    python3 numpyProducts.py

"NAME PRECISION N K M COUNT" computes that product COUNT times and answers "MILLISECONDS"; the names
and sizes are those of src/numerics/products.ts. "threads N" has OpenBLAS take that many, and answers
how many it takes.
"""

import time

import numpy as np
from jobFolder import openblas, set_openblas_threads, serve

ORIENTED = {
    "multiply": lambda n, k, m: ((n, k), (k, m), lambda A, B: (A, B)),
    "multiplyTransposed": lambda n, k, m: ((n, k), (m, k), lambda A, B: (A, B.T)),
    "transposedMultiply": lambda n, k, m: ((k, n), (k, m), lambda A, B: (A.T, B)),
}


def product(name):
    def measure(precision, n, k, m, count):
        n, k, m, count = map(int, (n, k, m, count))
        a_shape, b_shape, oriented = ORIENTED[name](n, k, m)
        normals = np.random.default_rng(1)
        A = normals.standard_normal(a_shape).astype(precision)
        # As for K = X^T X: the same matrix, of which BLAS computes only half.
        same = name == "transposedMultiply" and a_shape == b_shape
        B = A if same else normals.standard_normal(b_shape).astype(precision)
        A, B = oriented(A, B)
        C = np.empty((n, m), precision)
        np.dot(A, B, out=C)
        start = time.perf_counter()
        for _ in range(count):
            np.dot(A, B, out=C)
        return (1000 * (time.perf_counter() - start),)

    return measure


def main():
    description = f"NumPy {np.__version__}, {openblas()}"
    products = {name: product(name) for name in ORIENTED}
    serve(description, {**products, "threads": lambda n: (set_openblas_threads(int(n)),)})


if __name__ == "__main__":
    main()
