"""Writes online.json, next to it: exact means and deviations of features that are hard to sum.

    /usr/bin/python3 test/goldens/online.py        (NumPy 1.24 or later, nothing else)

The numbers are those of a seed, scaled and moved; the sums over them are taken in fractions.
"""

import json
import math
import pathlib
from fractions import Fraction

import numpy as np

COUNT = 500


def feature(seed, mean, deviation):
    numbers = [float(x) for x in mean + deviation * np.random.RandomState(seed).randn(COUNT)]
    exact = [Fraction(x) for x in numbers]
    middle = sum(exact) / COUNT
    variance = sum((x - middle) ** 2 for x in exact) / COUNT
    return {
        "seed": seed,
        "mean": mean,
        "deviation": deviation,
        "exactMean": float(middle),
        "exactDeviation": math.sqrt(variance),
        "lastStandardized": float(exact[-1] - middle) / math.sqrt(variance),
    }


cases = [(1, 0, 1), (2, 1e9, 1e-3), (3, -1e12, 1), (4, 1e-9, 1e-12), (5, 1e6, 1e6), (6, 0, 1e-150), (7, 3e8, 1e-6)]
golden = {"count": COUNT, "features": [feature(*case) for case in cases]}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=1) + "\n")
