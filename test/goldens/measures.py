"""Writes measures.json, next to it: what NumPy says about the spread of numbers, and about slopes of curves.

    /usr/bin/python3 test/goldens/measures.py        (NumPy 1.24 or later, nothing else)

Everything is drawn from seeded generators, so that every run writes the same file.
"""

import json
import pathlib

import numpy as np


def spread(seed, count, bins):
    numbers = np.random.RandomState(seed).randn(count)
    return {
        "seed": seed,
        "count": count,
        "counts": np.histogram(numbers, bins)[0].tolist(),
        "min": numbers.min(),
        "max": numbers.max(),
        "mean": numbers.mean(),
        "deviation": numbers.std(),
    }


def descent():
    """A curve of a learning rate finder, its slopes over log rate, and the rate of the steepest."""
    rates = 1e-5 * 10 ** np.linspace(0, 6, 40)
    smoothed = 0.7 - 0.5 / (1 + (0.02 / rates) ** 1.5) + np.where(rates > 1, (rates - 1) ** 2, 0)
    slopes = np.gradient(smoothed, np.log(rates))
    return {
        "rates": rates.tolist(),
        "smoothed": smoothed.tolist(),
        "steepest": rates[1 + np.argmin(slopes[1:-1])],
    }


golden = {"spreads": [spread(3, 1000, 30), spread(5, 77, 4), spread(7, 5, 1)], "descent": descent()}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=1) + "\n")
