"""The peer of cats.ts and memory.ts: the published job in NumPy, float64, trained on command.

    python3 numpyCats.py FOLDER

"train VARIANT N" trains that network N iterations further and answers "MILLISECONDS COST", the cost
being that of the last iteration; "run N" trains one in Gram form from its first weights and answers
"MILLISECONDS_ONCE MILLISECONDS COST": what is done once, and the iterations.

post: the operations of the post, one for one, the gradient of the pixels (dA0) with them.
lean: the same network without what nobody reads: no dA0, dZ of the output in one step, in place.
gram: the first layer as combinations of the images, W1 = W1_0 + alpha X^T, and every array made once.
"""

import sys
import time

import numpy as np
from jobFolder import Job, openblas, peak, serve


def logistic(Z):
    return 1 / (np.exp(-Z) + 1)


def milliseconds_since(start):
    return 1000 * (time.perf_counter() - start)


class Network:
    """One weight matrix and one bias column a layer, from index 0."""

    def __init__(self, weights, learning_rate):
        self.weights = [W.copy() for W in weights]
        self.biases = [np.zeros((len(W), 1)) for W in weights]
        self.learning_rate = learning_rate

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
        network.weights[layer] = network.weights[layer] - dW * network.learning_rate
        network.biases[layer] = network.biases[layer] - db * network.learning_rate
    return cost


def iterate_lean(network, X, Y):
    activations, sums = network.forward(X)
    cost = cost_of(activations[-1], Y)
    step = network.learning_rate / Y.size
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


class GramRun:
    """n-5-5-1 on all examples at the width of their number: Z1 = W1_0 X + alpha K + b1, K = X^T X.

    With s = 2 Y - 1 and e = exp(-s Z3), the cost is the mean of log(1 + e) and dZ3 = -s e / (1 + e): one
    exponential for both. The learning rate and 1 / m are in s, so that gradients are steps already.
    """

    def __init__(self, weights, learning_rate, X, Y):
        first, *rest = weights
        m = X.shape[1]
        self.K = X.T @ X
        self.W1X = first @ X
        self.alpha = np.zeros((len(first), m))
        self.W = [None, *(W.copy() for W in rest)]
        self.b = [np.zeros((len(W), 1)) for W in weights]
        self.minus_signs = np.where(Y == 1, -1.0, 1.0)
        self.steps = self.minus_signs * (learning_rate / m)
        self.Z = [np.empty((len(W), m)) for W in weights]
        self.A = [np.empty((len(W), m)) for W in weights[:-1]]
        self.positive = [np.empty((len(W), m), dtype=bool) for W in weights[:-1]]
        self.dZ = [np.empty((len(W), m)) for W in weights]
        self.dW = [None, *(np.empty_like(W) for W in rest)]
        self.db = [np.empty_like(b) for b in self.b]
        self.e = np.empty((1, m))
        self.logs = np.empty((1, m))

    def iterate(self):
        Z, A, W, b, dZ, dW, db, e = (
            self.Z, self.A, self.W, self.b, self.dZ, self.dW, self.db, self.e,
        )
        output = len(Z) - 1
        np.dot(self.alpha, self.K, out=Z[0])
        Z[0] += self.W1X
        Z[0] += b[0]
        for layer in range(1, len(Z)):
            np.maximum(Z[layer - 1], 0, out=A[layer - 1])
            np.dot(W[layer], A[layer - 1], out=Z[layer])
            Z[layer] += b[layer]
        np.multiply(self.minus_signs, Z[output], out=e)
        np.exp(e, out=e)
        np.log1p(e, out=self.logs)
        cost = self.logs.sum() / e.size
        np.multiply(self.steps, e, out=dZ[output])
        e += 1
        dZ[output] /= e
        for layer in range(output, 0, -1):
            np.dot(dZ[layer], A[layer - 1].T, out=dW[layer])
            np.add.reduce(dZ[layer], axis=1, keepdims=True, out=db[layer])
            np.dot(W[layer].T, dZ[layer], out=dZ[layer - 1])
            np.greater(Z[layer - 1], 0, out=self.positive[layer - 1])
            dZ[layer - 1] *= self.positive[layer - 1]
            W[layer] -= dW[layer]
            b[layer] -= db[layer]
        np.add.reduce(dZ[0], axis=1, keepdims=True, out=db[0])
        b[0] -= db[0]
        self.alpha -= dZ[0]
        return cost


def main():
    job = Job(sys.argv[1])
    # As in the post: the columns of X are views of the images, so X is laid out column by column.
    X = job.examples.T / 255
    Y = job.labels.T
    iterate = {"post": iterate_post, "lean": iterate_lean}
    networks = {variant: Network(job.weights, job.learning_rate) for variant in iterate}

    def train(variant, iterations):
        start = time.perf_counter()
        for _ in range(int(iterations)):
            cost = iterate[variant](networks[variant], X, Y)
        return milliseconds_since(start), cost

    def run(iterations):
        start = time.perf_counter()
        gram = GramRun(job.weights, job.learning_rate, X, Y)
        once = milliseconds_since(start)
        start = time.perf_counter()
        for _ in range(int(iterations)):
            cost = gram.iterate()
        return once, milliseconds_since(start), cost

    serve(f"NumPy {np.__version__}, {openblas()}", {"train": train, "run": run, "peak": peak})


if __name__ == "__main__":
    main()
