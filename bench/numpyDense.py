"""The peer of numpy.ts: the published job in NumPy, float64, dense, trained on command.

    python3 numpyDense.py IMAGES LABELS

IMAGES holds the pixels as bytes, one image after another, LABELS one byte each. The first line out
says what computes. Then each line in, "post N" or "lean N", trains that network N iterations further
and is answered by "MILLISECONDS COST", the cost being that of the last iteration.

post: the operations of the post, one for one, the gradient of the pixels (dA0) with them.
lean: the same network without what nobody reads: no dA0, dZ of the output in one step, in place.
"""

import ctypes
import re
import sys
import time

import numpy as np

LEARNING_RATE = 0.03


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


class Network:
    """12288-5-5-1 with ReLU; W[l], b[l] for l = 1..L, from seed 1."""

    def __init__(self, layer_dims):
        np.random.seed(1)
        self.L = len(layer_dims) - 1
        self.W = [None]
        self.b = [None]
        for n, inputs in zip(layer_dims[1:], layer_dims):
            self.W.append(np.random.randn(n, inputs) * 0.01)
            self.b.append(np.zeros((n, 1)))

    def forward(self, X):
        A = [X]
        Z = [None]
        for l in range(1, self.L + 1):
            Z.append(np.dot(self.W[l], A[-1]) + self.b[l])
            A.append(sigmoid(Z[l]) if l == self.L else np.maximum(0, Z[l]))
        return A, Z


def cost_of(AL, Y):
    terms = np.multiply(Y, np.log(AL)) + np.multiply(1 - Y, np.log(1 - AL))
    return -np.sum(terms) / Y.shape[1]


def iterate_post(network, X, Y):
    W, b, L, m = network.W, network.b, network.L, X.shape[1]
    A, Z = network.forward(X)
    cost = cost_of(A[L], Y)
    dW = [None] * (L + 1)
    db = [None] * (L + 1)
    dA = np.divide(A[L] - Y, np.multiply(A[L], 1 - A[L]))
    for l in range(L, 0, -1):
        if l == L:
            a = sigmoid(Z[l])
            dZ = dA * a * (1 - a)
        else:
            dZ = np.multiply(dA, np.int64(np.maximum(0, Z[l]) > 0))
        dW[l] = (1 / m) * np.dot(dZ, A[l - 1].T)
        db[l] = (1 / m) * np.sum(dZ, axis=1, keepdims=True)
        dA = np.dot(W[l].T, dZ)
    for l in range(1, L + 1):
        W[l] = W[l] - LEARNING_RATE * dW[l]
        b[l] = b[l] - LEARNING_RATE * db[l]
    return cost


def iterate_lean(network, X, Y):
    W, b, L, m = network.W, network.b, network.L, X.shape[1]
    A, Z = network.forward(X)
    cost = cost_of(A[L], Y)
    dW = [None] * (L + 1)
    db = [None] * (L + 1)
    dZ = A[L] - Y
    for l in range(L, 0, -1):
        dW[l] = np.dot(dZ, A[l - 1].T)
        db[l] = np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            dZ = np.dot(W[l].T, dZ) * (Z[l - 1] > 0)
    for l in range(1, L + 1):
        dW[l] *= LEARNING_RATE / m
        W[l] -= dW[l]
        b[l] -= LEARNING_RATE / m * db[l]
    return cost


def openblas():
    """Version and threads of the OpenBLAS that NumPy has loaded, as the library itself says."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "openblas" in line}
    except OSError:
        paths = set()
    for path in paths:
        library = ctypes.CDLL(path)
        for prefix, suffix in (("", ""), ("", "64_"), ("scipy_", ""), ("scipy_", "64_")):
            try:
                threads = getattr(library, f"{prefix}openblas_get_num_threads{suffix}")()
                config = getattr(library, f"{prefix}openblas_get_config{suffix}")
            except AttributeError:
                continue
            config.restype = ctypes.c_char_p
            version = re.search(r"\d+\.\d+\.\d+", config().decode())
            return f"OpenBLAS {version.group() if version else ''}, {threads} threads"
    return "BLAS unknown"


def main():
    labels = np.fromfile(sys.argv[2], dtype=np.uint8)
    m = len(labels)
    # As in the post: the columns of X are views of the images, so X is laid out column by column.
    X = np.fromfile(sys.argv[1], dtype=np.uint8).reshape(m, -1).T / 255
    Y = labels.reshape(1, m)
    layer_dims = [X.shape[0], 5, 5, 1]
    iterate = {"post": iterate_post, "lean": iterate_lean}
    networks = {variant: Network(layer_dims) for variant in iterate}
    print(f"NumPy {np.__version__}, {openblas()}", flush=True)
    for line in sys.stdin:
        variant, iterations = line.split()
        start = time.perf_counter()
        for _ in range(int(iterations)):
            cost = iterate[variant](networks[variant], X, Y)
        ms = 1000 * (time.perf_counter() - start)
        print(f"{ms} {cost}", flush=True)


if __name__ == "__main__":
    main()
