"""Writes optimizers.json, next to it: where PyTorch's optimizers take a small network.

    /usr/bin/python3 test/goldens/optimizers.py        (PyTorch 1.13, float64)

A network 3-4-1 (tanh, sigmoid, mean binary cross-entropy), two of six examples at a time, a learning rate
that falls and is written down, 50 iterations. Everything is drawn from one seeded generator. Parameters are
written by `repr`, which gives them back exactly, row by row, after iterations 1, 10 and 50.
"""

import json
import pathlib

import numpy as np
import torch

STEPS = 50
BATCH = 2
LOOKS = [1, 10, 50]

random = np.random.RandomState(7)
X = random.randn(3, 6)
Y = np.array([[1.0, 0, 0, 1, 1, 0]])
W = [random.randn(4, 3), random.randn(1, 4)]
b = [random.randn(4, 1), random.randn(1, 1)]
decreasing = [1 / (1 + i / 20) for i in range(STEPS)]


def run(make, rate, clip=None, every=1, **options):
    """The parameters after the iterations in LOOKS: lists of W[1], b[1], W[2], b[2]."""
    parameters = [torch.tensor(P, requires_grad=True) for pair in zip(W, b) for P in pair]
    optimizer = make(parameters, lr=rate, **options)
    looks = []
    for i in range(STEPS):
        columns = [(BATCH * i + j) % X.shape[1] for j in range(BATCH)]
        x, y = torch.tensor(X[:, columns]), torch.tensor(Y[:, columns])
        W1, b1, W2, b2 = parameters
        Z = W2 @ torch.tanh(W1 @ x + b1) + b2
        (torch.nn.functional.binary_cross_entropy_with_logits(Z, y) / every).backward()
        if i % every == every - 1:
            if clip is not None:
                clip(parameters)
            for group in optimizer.param_groups:
                group["lr"] = rate * decreasing[i]
            optimizer.step()
            optimizer.zero_grad()
        if i + 1 in LOOKS:
            looks.append([P.detach().numpy().ravel().tolist() for P in parameters])
    return looks


def by_norm(limit):
    return lambda parameters: torch.nn.utils.clip_grad_norm_(parameters, limit)


def by_value(limit):
    return lambda parameters: torch.nn.utils.clip_grad_value_(parameters, limit)


optim = torch.optim
# What parseOptimizer() reads, the learning rate at first, and the same in PyTorch's words.
RUNS = [
    ("gradientDescent", 0.3, optim.SGD, {}),
    ("gradientDescent(weightDecay: 0.05)", 0.3, optim.SGD, {"weight_decay": 0.05}),
    ("momentum(0.9)", 0.1, optim.SGD, {"momentum": 0.9}),
    ("momentum(beta: 0.7, weightDecay: 0.05)", 0.1, optim.SGD, {"momentum": 0.7, "weight_decay": 0.05}),
    ("nesterov(0.9)", 0.1, optim.SGD, {"momentum": 0.9, "nesterov": True}),
    (
        "nesterov(beta: 0.7, weightDecay: 0.05)",
        0.1,
        optim.SGD,
        {"momentum": 0.7, "nesterov": True, "weight_decay": 0.05},
    ),
    ("adagrad", 0.2, optim.Adagrad, {}),
    ("adagrad(epsilon: 0.01, weightDecay: 0.05)", 0.2, optim.Adagrad, {"eps": 0.01, "weight_decay": 0.05}),
    ("rmsProp", 0.02, optim.RMSprop, {}),
    ("rmsProp(0.9)", 0.02, optim.RMSprop, {"alpha": 0.9}),
    ("rmsProp(centered: true)", 0.01, optim.RMSprop, {"centered": True}),
    ("rmsProp(momentum: 0.5)", 0.01, optim.RMSprop, {"momentum": 0.5}),
    (
        "rmsProp(centered: true, momentum: 0.5, weightDecay: 0.05, epsilon: 0.001)",
        0.01,
        optim.RMSprop,
        {"centered": True, "momentum": 0.5, "weight_decay": 0.05, "eps": 0.001},
    ),
    ("adam", 0.05, optim.Adam, {}),
    ("adam(beta1: 0.8, beta2: 0.95, epsilon: 0.001)", 0.05, optim.Adam, {"betas": (0.8, 0.95), "eps": 0.001}),
    ("adam(weightDecay: 0.05)", 0.05, optim.Adam, {"weight_decay": 0.05}),
    ("adam(amsgrad: true, beta2: 0.9)", 0.05, optim.Adam, {"amsgrad": True, "betas": (0.9, 0.9)}),
    ("adamW", 0.05, optim.AdamW, {}),
    ("adamW(amsgrad: true, weightDecay: 0.2)", 0.05, optim.AdamW, {"amsgrad": True, "weight_decay": 0.2}),
    ("clipByNorm(0.3) gradientDescent", 0.3, optim.SGD, {"clip": by_norm(0.3)}),
    ("clipByNorm(0.3) adam", 0.05, optim.Adam, {"clip": by_norm(0.3)}),
    ("clipByValue(0.1) momentum(0.9)", 0.1, optim.SGD, {"momentum": 0.9, "clip": by_value(0.1)}),
    ("clipByValue(0.1) adam", 0.05, optim.Adam, {"clip": by_value(0.1)}),
    ("accumulate(4) gradientDescent", 0.3, optim.SGD, {"every": 4}),
    ("accumulate(4) nesterov(0.9)", 0.1, optim.SGD, {"every": 4, "momentum": 0.9, "nesterov": True}),
    ("accumulate(4) adam", 0.05, optim.Adam, {"every": 4}),
    ("accumulate(4) clipByNorm(0.3) adamW", 0.05, optim.AdamW, {"every": 4, "clip": by_norm(0.3)}),
]


def main():
    goldens = {
        "X": X.tolist(),
        "Y": Y.tolist(),
        "W": [P.tolist() for P in W],
        "b": [P.tolist() for P in b],
        "batchSize": BATCH,
        "decreasing": decreasing,
        "looks": LOOKS,
        "runs": [
            {"optimizer": text, "learningRate": rate, "after": run(make, rate, **options)}
            for text, rate, make, options in RUNS
        ],
    }
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(goldens, separators=(",", ":")).replace('{"optimizer"', '\n{"optimizer"') + "\n")


if __name__ == "__main__":
    main()
