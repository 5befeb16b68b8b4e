"""Writes model.json, next to it: what NumPy and decimal arithmetic say about `src/`.

    /usr/bin/python3 test/goldens/model.py        (NumPy 1.24, nothing else)

Everything is drawn from seeded generators, so that every run writes the same file. Floats are written
by `repr`, which gives them back exactly; long results as the SHA-256 of their little-endian bytes. The
equations are those of the post, computed by NumPy's own sums, products and exponentials; the last digit
of Z, A, dW, db and of trained parameters may therefore differ on a machine with another BLAS.
"""

import decimal
import hashlib
import json
import math
import pathlib
import sys

import numpy as np

SEEDS = [0, 1, 2, 42, 2**31, 2**32 - 1]
decimal.getcontext().prec = 800


def sha256(values, dtype="<f8"):
    """SHA-256 of the little-endian bytes, row-major."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype=dtype).tobytes()).hexdigest()


# --- random numbers ---------------------------------------------------------------------------------


def exact_normals(count, seed):
    """randn(count) by the polar method with correctly rounded logarithms.

    NumPy takes the logarithm of the C library. That of glibc 2.36 is off by one unit in the last place
    on some arguments (and which ones depends on whether the processor has FMA), so that a few in ten
    thousand of its normals are not the nearest float.
    """
    uniforms = iter(np.random.RandomState(seed).rand(3 * count + 100).tolist())
    normals = []
    with decimal.localcontext() as context:
        context.prec = 40
        while len(normals) < count:
            r2 = 0.0
            while r2 >= 1 or r2 == 0:
                a = 2 * next(uniforms) - 1
                b = 2 * next(uniforms) - 1
                r2 = a * a + b * b
            f = math.sqrt(-2 * float(decimal.Decimal(r2).ln()) / r2)
            normals += [f * b, f * a]
    return np.array(normals[:count])


def compared(numpy, exact):
    """All values as two hashes, and where the two differ: a few places."""
    numpy, exact = numpy.ravel(), exact.ravel()
    places = np.flatnonzero(numpy != exact)
    return {
        "exactSha256": sha256(exact),
        "numpySha256": sha256(numpy),
        "places": places,
        "numpyValues": numpy[places],
    }


def random_numbers(seed):
    result = {"seed": seed}
    np.random.seed(seed)
    result["rand"] = np.random.rand(5)
    np.random.seed(seed)
    result["randn"] = np.random.randn(7)
    np.random.seed(seed)
    result["permutation"] = np.random.permutation(12)
    np.random.seed(seed)
    result["permutationsInTurn"] = [np.random.permutation(n) for n in (8, 8, 1, 8, 13, 0, 8)]
    # The second normal of a pair waits while others draw.
    np.random.seed(seed)
    result["interleaved"] = {
        "randn1": np.random.randn(),
        "rand": np.random.rand(),
        "permutation": np.random.permutation(6),
        "randn2": np.random.randn(),
        "randn3": np.random.randn(),
    }
    np.random.seed(seed)
    result["rand20000"] = sha256(np.random.rand(20000))
    np.random.seed(seed)
    result["randn20000"] = compared(np.random.randn(20000), exact_normals(20000, seed))
    np.random.seed(seed)
    result["permutation70000"] = sha256(np.random.permutation(70000), "<u4")
    return result


# --- initialisation ---------------------------------------------------------------------------------


def initialization(layer_dims, seed, scheme, deviation):
    np.random.seed(seed)
    shapes = list(zip(layer_dims[1:], layer_dims))
    W = [np.random.randn(n, k) * deviation(k) for n, k in shapes]
    exact = exact_normals(sum(w.size for w in W), seed)
    pieces = np.split(exact, np.cumsum([w.size for w in W])[:-1])
    return {
        "layerDims": layer_dims,
        "seed": seed,
        "scheme": scheme,
        "first": [w.ravel()[:3] for w in W],
        "last": [w.ravel()[-1:] for w in W],
        "W": [compared(w, e * deviation(k)) for w, e, (_, k) in zip(W, pieces, shapes)],
    }


SCHEMES = {
    "scaled": lambda n: 0.01,
    "he": lambda n: np.sqrt(2 / n),
    "xavier": lambda n: np.sqrt(1 / n),
}

# --- networks ---------------------------------------------------------------------------------------


def logistic(Z):
    return 1 / (np.exp(-Z) + 1)


def slope(name):
    return float(name.split(":")[1]) if ":" in name else 0.1


ACTIVATIONS = {
    "sigmoid": (logistic, lambda p: (p, 1 - p)),
    "tanh": (np.tanh, lambda t: (1 - t**2,)),
    "relu": (lambda Z: Z.clip(min=0), lambda a: (a > 0,)),
}


def activation(name):
    """g, and the factors of its derivative as a function of g(Z)."""
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    alpha = slope(name)
    return lambda Z: np.maximum(Z, Z * alpha), lambda a: (np.where(a > 0, 1, alpha),)


def forward(X, W, b, names):
    A, Z = [X], []
    for w, bias, name in zip(W, b, names):
        Z.append(w @ A[-1] + bias)
        A.append(activation(name)[0](Z[-1]))
    return Z, A


def backward(A, W, Y, names):
    AL, share = A[-1], 1 / Y.shape[1]
    upstream = (AL - Y) / (AL * (1 - AL))
    gradients = []
    for w, name, a, inputs in reversed(list(zip(W, names, A[1:], A))):
        for factor in activation(name)[1](a):
            upstream = upstream * factor
        gradients.append((upstream * share @ inputs.T, upstream.sum(axis=1, keepdims=True) * share))
        upstream = w.T @ upstream
    dW, db = zip(*reversed(gradients))
    return dW, db


def cost_of(AL, Y):
    return (Y * np.log(AL) + (1 - Y) * np.log(1 - AL)).sum() * -(1 / Y.shape[1])


def network(layer_dims, hidden, m, seed, learning_rate=0.3):
    np.random.seed(seed)
    names = [*hidden, "sigmoid"]
    X = np.random.randn(layer_dims[0], m)
    Y = (np.random.rand(layer_dims[-1], m) > 0.5).astype(float)
    W = [np.random.randn(n, k) / np.sqrt(k) for k, n in zip(layer_dims, layer_dims[1:])]
    b = [0.1 * np.random.randn(n, 1) for n in layer_dims[1:]]
    Z, A = forward(X, W, b, names)
    dW, db = backward(A, W, Y, names)
    result = {
        "layerDims": layer_dims,
        "hidden": hidden,
        "learningRate": learning_rate,
        "X": X,
        "Y": Y,
        "W": W,
        "b": b,
        "Z": Z,
        "A": A[1:],
        "AL": A[-1],
        "cost": cost_of(A[-1], Y),
        "dW": dW,
        "db": db,
    }
    for step in range(1, 11):
        Z, A = forward(X, W, b, names)
        dW, db = backward(A, W, Y, names)
        W = [w - learning_rate * dw for w, dw in zip(W, dW)]
        b = [bias - learning_rate * dbias for bias, dbias in zip(b, db)]
        if step in (1, 10):
            result[f"after{step}"] = {"W": W, "b": b}
    return result


def networks():
    cases = []
    for d, layer_dims in enumerate([[4, 3, 1], [3, 5, 4, 1], [2, 2, 3, 2, 1], [3, 4, 2]]):
        layers = len(layer_dims) - 2
        alike = [[name] * layers for name in ("sigmoid", "tanh", "relu", "leakyRelu", "leakyRelu:0.3")]
        mixed = (["tanh", "leakyRelu", "relu"] if d % 2 else ["relu", "sigmoid", "tanh"])[:layers]
        for a, hidden in enumerate([*alike, mixed]):
            cases.append(network(layer_dims, hidden, [1, 2, 7][(d + a) % 3], 100 * d + a + 1))
    # No hidden layer: logistic regression.
    cases.append(network([3, 1], [], 7, 7))
    return cases


# --- costs ------------------------------------------------------------------------------------------


def costs():
    np.random.seed(5)
    cases = []
    for rows, m in [(1, 1), (1, 2), (1, 7), (2, 5), (1, 209)]:
        Z = 3 * np.random.randn(rows, m)
        Y = (np.random.rand(rows, m) > 0.5).astype(float)
        AL = logistic(Z)
        cases.append({"Z": Z, "AL": AL, "Y": Y, "cost": cost_of(AL, Y)})
    return cases


# --- functions of one number, correctly rounded -----------------------------------------------------


def functions():
    points = [0.0, 1e-300, 1e-8, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.5, 18.7, 19.1, 36.7, 36.8, 40.0, 100.0]
    points += [708.0, 709.5, 710.0, 744.4, 745.0, 746.0, 1000.0]
    D = decimal.Decimal
    rows = []
    for z in [*points, *(-z for z in points[1:])]:
        e = D(z).exp()
        e2 = (2 * D(z)).exp()
        rows.append([z, float(e / (1 + e)), float((e2 - 1) / (e2 + 1)) if z else 0.0])
    return rows


def logarithms():
    D = decimal.Decimal
    edges = [
        sys.float_info.min,
        sys.float_info.max,
        2.0**-1000,
        2.0**1023,
        1.5 * 2.0**1023,
        1e-300,
        1e-16,
        0.25,
        0.5,
        1 - 2.0**-53,
        1.0,
        1 + 2.0**-52,
        np.sqrt(2) / 2,
        2.0,
        np.e,
        10.0,
        1e300,
    ]
    with decimal.localcontext() as context:
        context.prec = 60
        np.random.seed(11)
        uniforms = np.random.rand(20000)
        return {
            "edges": [[float(x), float(D(float(x)).ln())] for x in edges],
            # The arguments are np.random.seed(11); np.random.rand(20000).
            "uniforms": sha256([float(D(x).ln()) for x in uniforms.tolist()]),
        }


# --- data -------------------------------------------------------------------------------------------


def data():
    np.random.seed(9)
    train = np.column_stack(
        [np.random.rand(9), 1e6 + np.random.randn(9), np.full(9, 0.1), -3 * np.random.rand(9), np.zeros(9)]
    )
    held_out = np.column_stack([np.random.rand(4, 2), np.full(4, 0.1), np.random.rand(4, 2)])
    mean, std = train.mean(axis=0), train.std(axis=0)
    # What never varies: its exact mean, and nothing to divide by.
    mean[[2, 4]], std[[2, 4]] = [0.1, 0], 1
    images = np.random.randint(0, 256, size=(4, 2, 3, 3))
    order = np.random.RandomState(6).permutation(4)
    return {
        "standardize": {
            "train": train,
            "heldOut": held_out,
            "mean": mean,
            "deviation": std,
            "trainX": ((train - mean) / std).T,
            "heldOutX": ((held_out - mean) / std).T,
        },
        "images": {
            "values": images.ravel(),
            "exampleShape": [2, 3, 3],
            "X": images.reshape(4, -1).T / 255,
            "shuffleSeed": 6,
            "shuffledX": images[order].reshape(4, -1).T / 255,
        },
    }


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def lines(value, indent=0):
    """JSON with one line for each member of the upper two levels."""
    if indent == 2 or not isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"))
    keys = [json.dumps(key) + ": " for key in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    pad = "  " * (indent + 1)
    body = ",\n".join(pad + key + lines(item, indent + 1) for key, item in zip(keys, items))
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{body}\n{'  ' * indent}{closing}"


goldens = {
    "random": [random_numbers(seed) for seed in SEEDS],
    "initialization": [
        initialization(layer_dims, seed, scheme, deviation)
        for layer_dims, seed in [([12288, 5, 5, 1], 1), ([20, 7, 5, 1], 42)]
        for scheme, deviation in SCHEMES.items()
    ],
    "networks": networks(),
    "costs": costs(),
    "functions": functions(),
    "logarithms": logarithms(),
    "data": data(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(lines(plain(goldens)) + "\n")
