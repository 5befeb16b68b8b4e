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


def logistic(Z):
    return 1 / (np.exp(-Z) + 1)


class Network:
    """12288-5-5-1 with ReLU from seed 1: one weight matrix and one bias column a layer, from index 0."""

    def __init__(self, layer_dims):
        normals = np.random.RandomState(1)
        sizes = list(zip(layer_dims, layer_dims[1:]))
        self.weights = [0.01 * normals.standard_normal((units, inputs)) for inputs, units in sizes]
        self.biases = [np.zeros((units, 1)) for _, units in sizes]

    def forward(self, X):
        """What each layer reads, with the output of the network last; and what each layer sums up."""
        activations, sums = [X], []
        output = len(self.weights) - 1
        for layer, (W, b) in enumerate(zip(self.weights, self.biases)):
            Z = W @ activations[-1] + b
            sums.append(Z)
            activations.append(logistic(Z) if layer == output else np.maximum(Z, 0))
        return activations, sums


def cost_of(AL, Y):
    return -(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)).sum() / Y.size


def iterate_post(network, X, Y):
    activations, sums = network.forward(X)
    AL = activations[-1]
    cost = cost_of(AL, Y)
    share = 1 / Y.size
    gradients = []
    dA = (AL - Y) / (AL * (1 - AL))
    for layer in reversed(range(len(sums))):
        W, Z, inputs = network.weights[layer], sums[layer], activations[layer]
        if gradients:
            dZ = dA * (np.maximum(Z, 0) > 0).astype(np.int64)
        else:
            p = logistic(Z)
            dZ = p * dA * (1 - p)
        gradients.append((dZ @ inputs.T * share, dZ.sum(axis=1, keepdims=True) * share))
        dA = W.T @ dZ
    # Layer by layer into new arrays, as the post does, and not in place.
    for layer, (dW, db) in enumerate(reversed(gradients)):
        network.weights[layer] = network.weights[layer] - dW * LEARNING_RATE
        network.biases[layer] = network.biases[layer] - db * LEARNING_RATE
    return cost


def iterate_lean(network, X, Y):
    activations, sums = network.forward(X)
    cost = cost_of(activations[-1], Y)
    step = LEARNING_RATE / Y.size
    dZ = activations[-1] - Y
    for layer in reversed(range(len(sums))):
        W, b, inputs = network.weights[layer], network.biases[layer], activations[layer]
        dW = dZ @ inputs.T
        db = dZ.sum(axis=1, keepdims=True)
        if layer > 0:
            dZ = W.T @ dZ * (sums[layer - 1] > 0)
        dW *= step
        W -= dW
        b -= step * db
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
