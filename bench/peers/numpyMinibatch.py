"""The peer of minibatch.ts in NumPy: layers of ReLU, sigmoids at the output, momentum, mini-batches.

    python3 numpyMinibatch.py FOLDER

"train PRECISION N" trains the network of that precision N iterations further and answers "MILLISECONDS
COST". Examples are rows, every array is made once, every operation writes into one that is there.

With s = 2 Y - 1 and e = exp(-s Z), the cost is the sum of log(1 + e) over m and dZ = -s e / (1 + e): one
exponential for both. The learning rate and 1 / m are in s, so that gradients are steps already.
"""

import sys
import time

import numpy as np
from jobFolder import Job, openblas, peak, serve


class Trainer:
    def __init__(self, job, dtype):
        m = job.batch_size
        self.momentum = dtype(job.momentum)
        self.batches = iter(job.batches)
        self.X = job.examples.astype(dtype) / dtype(255)
        self.minus_signs = 1 - 2 * job.labels.astype(dtype)
        self.step = dtype(job.learning_rate / m)
        self.W = [W.T.astype(dtype, order="C") for W in job.weights]
        self.b = [np.zeros(W.shape[1], dtype) for W in self.W]
        self.velocities = [np.zeros_like(P) for P in (*self.W, *self.b)]
        self.A = [np.empty((m, units), dtype) for units in job.layer_dims]
        self.signs = np.empty_like(self.A[-1])
        self.e = np.empty_like(self.A[-1])
        self.logs = np.empty_like(self.A[-1])
        self.positive = [np.empty(A.shape, dtype=bool) for A in self.A]
        self.dZ = [np.empty_like(A) for A in self.A]
        self.dW = [np.empty_like(W) for W in self.W]
        self.db = [np.empty_like(b) for b in self.b]

    def iterate(self):
        A, W, b, dZ, e, signs = self.A, self.W, self.b, self.dZ, self.e, self.signs
        L = len(W)
        rows = next(self.batches)
        # Without a mode, `take` goes through a copy.
        self.X.take(rows, axis=0, out=A[0], mode="clip")
        self.minus_signs.take(rows, axis=0, out=signs, mode="clip")
        for l in range(L):
            np.dot(A[l], W[l], out=A[l + 1])
            A[l + 1] += b[l]
            if l < L - 1:
                np.maximum(A[l + 1], 0, out=A[l + 1])
        np.multiply(signs, A[L], out=e)
        np.exp(e, out=e)
        np.log1p(e, out=self.logs)
        cost = self.logs.sum() / len(rows)
        signs *= self.step
        np.multiply(signs, e, out=dZ[L])
        e += 1
        dZ[L] /= e
        for l in range(L - 1, -1, -1):
            np.dot(A[l].T, dZ[l + 1], out=self.dW[l])
            np.add.reduce(dZ[l + 1], axis=0, out=self.db[l])
            if l > 0:
                np.dot(dZ[l + 1], W[l].T, out=dZ[l])
                np.greater(A[l], 0, out=self.positive[l])
                dZ[l] *= self.positive[l]
        for P, velocity, step in zip((*W, *b), self.velocities, (*self.dW, *self.db)):
            velocity *= self.momentum
            velocity += step
            P -= velocity
        return cost


def main():
    job = Job(sys.argv[1])
    trainers = {name: Trainer(job, getattr(np, name)) for name in ("float32", "float64")}

    def train(precision, iterations):
        trainer = trainers[precision]
        start = time.perf_counter()
        for _ in range(int(iterations)):
            cost = trainer.iterate()
        return 1000 * (time.perf_counter() - start), cost

    serve(f"NumPy {np.__version__}, {openblas()}", {"train": train, "peak": peak})


if __name__ == "__main__":
    main()
