"""Writes losses.json, next to it: what PyTorch and decimal arithmetic say about `src/model/losses/`.

    /usr/bin/python3 test/goldens/losses.py        (PyTorch 1.13, NumPy 1.24)

Everything is drawn from seeded generators, so that every run writes the same file. Costs and slopes are
those of `cross_entropy` and `mse_loss`, the slopes by autograd; PyTorch has examples along the first axis,
the file has them as columns. The cost of extreme arguments is decimal arithmetic, since PyTorch adds up all
exponentials and takes the logarithm of 1 + e as that of 1 where e is small.
"""

import decimal
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

decimal.getcontext().prec = 1000
DTYPES = {"float64": torch.float64, "float32": torch.float32}


def columns(tensor):
    return tensor.detach().to(torch.float64).T.tolist()


def one_hot(labels, classes):
    return np.eye(classes)[labels]


# --- one output layer -------------------------------------------------------------------------------


def categorical(Z, labels, precision):
    """Z (m x K). dZ is m times the slope of the cost."""
    m, classes = Z.shape
    z = torch.tensor(Z, dtype=DTYPES[precision], requires_grad=True)
    cost = F.cross_entropy(z, torch.tensor(labels))
    cost.backward()
    return {
        "precision": precision,
        "Z": columns(z),
        "Y": one_hot(labels, classes).T.tolist(),
        "AL": columns(torch.softmax(z, dim=1)),
        "cost": cost.item(),
        "dZ": columns(z.grad * m),
    }


def squared(Z, Y, precision):
    z = torch.tensor(Z, dtype=DTYPES[precision], requires_grad=True)
    y = torch.tensor(Y, dtype=DTYPES[precision])
    cost = F.mse_loss(z, y)
    cost.backward()
    return {
        "precision": precision,
        "Z": columns(z),
        "Y": columns(y),
        "cost": cost.item(),
        "dZ": columns(z.grad * len(Z)),
    }


def exact_categorical(Z, labels):
    D = decimal.Decimal
    total, AL = D(0), []
    for row, label in zip(Z, labels):
        powers = [D(z).exp() for z in row]
        AL.append([float(p / sum(powers)) for p in powers])
        total += sum(powers).ln() - D(row[label])
    return {
        "Z": np.array(Z).T.tolist(),
        "Y": one_hot(labels, len(Z[0])).T.tolist(),
        "AL": np.array(AL).T.tolist(),
        "cost": float(total / len(Z)),
    }


EXTREMES = [
    ([[1000.0, 0.0, -1000.0]], [0]),
    ([[1000.0, 0.0, -1000.0]], [2]),
    ([[-1000.0, -1000.0, -1000.0]], [1]),
    ([[1000.0, 1000.0]], [0]),
    ([[40.0, 0.0, 0.0]], [0]),
    ([[700.0, -40.0], [0.0, 1000.0], [-1000.0, 3.0]], [0, 1, 0]),
]

# --- networks ---------------------------------------------------------------------------------------


def network(layer_dims, loss, m, seed, learning_rate=0.3):
    """tanh inside; cost and gradients of the first parameters, and the parameters after 10 steps."""
    rng = np.random.RandomState(seed)
    X = torch.tensor(rng.randn(m, layer_dims[0]))
    W = [rng.randn(n, k) / np.sqrt(k) for k, n in zip(layer_dims, layer_dims[1:])]
    b = [0.1 * rng.randn(n) for n in layer_dims[1:]]
    W = [torch.tensor(w, requires_grad=True) for w in W]
    b = [torch.tensor(v, requires_grad=True) for v in b]
    if loss == "categoricalCrossEntropy":
        labels = rng.randint(layer_dims[-1], size=m)
        Y = one_hot(labels, layer_dims[-1])
        cost_of = lambda Z: F.cross_entropy(Z, torch.tensor(labels))
    else:
        Y = rng.randn(m, layer_dims[-1])
        cost_of = lambda Z: F.mse_loss(Z, torch.tensor(Y))

    def forward():
        A = X
        for w, v in zip(W[:-1], b[:-1]):
            A = torch.tanh(A @ w.T + v)
        return cost_of(A @ W[-1].T + b[-1])

    def parameters():
        return {"W": [w.tolist() for w in W], "b": [v[:, None].tolist() for v in b]}

    result = {
        "layerDims": layer_dims,
        "loss": loss,
        "learningRate": learning_rate,
        "X": columns(X),
        "Y": Y.T.tolist(),
        **parameters(),
        "costs": [],
    }
    for step in range(10):
        cost = forward()
        gradients = torch.autograd.grad(cost, W + b)
        if step == 0:
            result["dW"] = [g.tolist() for g in gradients[: len(W)]]
            result["db"] = [g[:, None].tolist() for g in gradients[len(W) :]]
        result["costs"].append(cost.item())
        with torch.no_grad():
            for p, g in zip(W + b, gradients):
                p -= learning_rate * g
    result["after10"] = parameters()
    return result


# --- log(1 + x) -------------------------------------------------------------------------------------


def logarithms():
    points = [0.0, 5e-324, 1e-300, 1e-20, 2.0**-53, 1e-8, 1e-3, 0.1, 0.5, 0.7, 1.0, 2.0, 9.0, 1e10, 1e300]
    points += [1 - 2.0**-53, 1 + 2.0**-52, *np.random.RandomState(3).rand(50).tolist()]
    return [[x, float((1 + decimal.Decimal(x)).ln())] for x in points]


# ----------------------------------------------------------------------------------------------------

rng = np.random.RandomState(1)
goldens = {
    "categorical": [
        categorical(scale * rng.randn(m, classes), rng.randint(classes, size=m), precision)
        for precision in DTYPES
        for classes, m, scale in [(2, 1, 1), (3, 7, 3), (10, 20, 5), (40, 3, 1)]
    ]
    + [categorical(np.array(Z), labels, "float64") for Z, labels in EXTREMES],
    "extremes": [exact_categorical(Z, labels) for Z, labels in EXTREMES],
    "squared": [
        squared(rng.randn(m, rows), 3 * rng.randn(m, rows), precision)
        for precision in DTYPES
        for rows, m in [(1, 1), (1, 9), (3, 7), (5, 2)]
    ],
    "networks": [
        network(layer_dims, loss, m, seed)
        for loss in ["categoricalCrossEntropy", "meanSquaredError"]
        for layer_dims, m, seed in [([4, 3, 3], 9, 1), ([3, 5, 4, 2], 6, 2), ([5, 4], 7, 3)]
    ],
    "logarithms": logarithms(),
}
path = pathlib.Path(__file__).with_suffix(".json")
lines = [f'  "{key}": [\n    ' + ",\n    ".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n  ]" for key, rows in goldens.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
