"""Writes metrics.json, next to it: what counting one by one says about `src/model/metrics/`.

    /usr/bin/python3 test/goldens/metrics.py        (NumPy 1.24, nothing else)

Areas under ROC curves are counted over all pairs of an example of the class and one of the rest; a tie is
half a pair. Scores are those of scikit-learn's definitions with zero_division=0, from counts of examples.
"""

import json
import pathlib

import numpy as np

rng = np.random.RandomState(4)


def area(scores, is_of_class):
    pairs = [(p > n) + 0.5 * (p == n) for p in scores[is_of_class] for n in scores[~is_of_class]]
    return float(np.mean(pairs))


def ratio(part, whole):
    return part / whole if whole else 0.0


def scores_of(true, predicted, classes):
    rows = []
    for k in range(classes):
        hits = int(np.sum((true == k) & (predicted == k)))
        wrong = int(np.sum((true != k) & (predicted == k)))
        missed = int(np.sum((true == k) & (predicted != k)))
        precision, recall = ratio(hits, hits + wrong), ratio(hits, hits + missed)
        rows.append([precision, recall, ratio(2 * precision * recall, precision + recall)])
    return rows


def case(name, AL, labels):
    """AL is (1 x m) of probabilities of class 1, or (K x m)."""
    classes = max(2, len(AL))
    predicted = (AL[0] >= 0.5).astype(int) if len(AL) == 1 else AL.argmax(axis=0)
    confusion = np.zeros((classes, classes), dtype=int)
    for true, guess in zip(labels, predicted):
        confusion[true, guess] += 1
    rows = scores_of(labels, predicted, classes)
    ofClass = [1] if len(AL) == 1 else range(classes)
    areas = [area(row, labels == k) if 0 < np.sum(labels == k) < len(labels) else None for k, row in zip(ofClass, AL)]
    return {
        "name": name,
        "AL": AL.tolist(),
        "labels": labels.tolist(),
        "accuracy": float(np.mean(predicted == labels)),
        "confusion": confusion.tolist(),
        "scores": rows,
        "mean": np.mean(rows, axis=0).tolist(),
        "areas": areas,
    }


def probabilities(classes, m):
    powers = np.exp(1.5 * rng.randn(classes, m))
    return powers / powers.sum(axis=0)


def regression(rows, m, noise):
    Y = rng.randn(rows, m)
    AL = Y + noise * rng.randn(rows, m)
    spread = ((Y - Y.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return {
        "AL": AL.tolist(),
        "Y": Y.tolist(),
        "rSquared": float(np.mean(1 - ((Y - AL) ** 2).sum(axis=1) / spread)),
    }


goldens = {
    "classification": [
        case("two classes", rng.rand(1, 40), rng.randint(2, size=40)),
        case("two classes with ties", np.round(rng.rand(1, 60), 1), rng.randint(2, size=60)),
        case("two classes, all outputs the same", np.full((1, 9), 0.5), np.arange(9) % 2),
        case("two classes told apart", np.array([[0.9, 0.1, 0.8, 0.2]]), np.array([1, 0, 1, 0])),
        case("two classes mistaken for each other", np.array([[0.9, 0.1, 0.8, 0.2]]), np.array([0, 1, 0, 1])),
        case("two classes, of which one is never predicted", 0.4 * rng.rand(1, 12), np.arange(12) % 2),
        case("two classes, of which one has no examples", rng.rand(1, 6), np.zeros(6, dtype=int)),
        case("two columns", probabilities(2, 15), rng.randint(2, size=15)),
        case("three classes", probabilities(3, 30), rng.randint(3, size=30)),
        case("five classes with ties", np.round(probabilities(5, 50), 1), rng.randint(5, size=50)),
        case("four classes, of which one has no examples", probabilities(4, 20), rng.randint(3, size=20)),
    ],
    "regression": [regression(rows, m, noise) for rows, m, noise in [(1, 9, 0.1), (3, 7, 0.5), (2, 30, 3.0)]],
}
path = pathlib.Path(__file__).with_suffix(".json")
lines = [f'  "{key}": [\n    ' + ",\n    ".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n  ]" for key, rows in goldens.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
