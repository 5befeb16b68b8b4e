"""The peer of minibatch.ts in PyTorch, with the protocol of numpyMinibatch.py.

    python3 torchMinibatch.py FOLDER
"""

import sys
import time

import torch
from jobFolder import Job, openblas, peak, serve
from torch import nn


class Trainer:
    def __init__(self, job, dtype):
        self.batches = iter(torch.from_numpy(job.batches))
        self.X = torch.from_numpy(job.examples).to(dtype) / 255
        self.Y = torch.from_numpy(job.labels).to(dtype)
        layers = []
        for first in job.weights:
            linear = nn.Linear(first.shape[1], first.shape[0], dtype=dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(first))
                linear.bias.zero_()
            layers += [linear, nn.ReLU()]
        self.model = nn.Sequential(*layers[:-1])
        self.cross_entropy = nn.BCEWithLogitsLoss(reduction="sum")
        self.optimizer = torch.optim.SGD(
            self.model.parameters(), lr=job.learning_rate, momentum=job.momentum
        )

    def iterate(self):
        rows = next(self.batches)
        cost = self.cross_entropy(self.model(self.X[rows]), self.Y[rows]) / len(rows)
        self.optimizer.zero_grad(set_to_none=False)
        cost.backward()
        self.optimizer.step()
        return cost.item()


def main():
    job = Job(sys.argv[1])
    trainers = {name: Trainer(job, getattr(torch, name)) for name in ("float32", "float64")}

    def train(precision, iterations):
        trainer = trainers[precision]
        start = time.perf_counter()
        for _ in range(int(iterations)):
            cost = trainer.iterate()
        return 1000 * (time.perf_counter() - start), cost

    threads = torch.get_num_threads()
    description = f"PyTorch {torch.__version__}, {threads} of its own threads, {openblas()}"
    serve(description, {"train": train, "peak": peak})


if __name__ == "__main__":
    main()
