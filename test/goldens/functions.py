"""Writes functions.json, next to it: what 80-digit arithmetic says about `src/numerics/functions/`.

    python3 test/goldens/functions.py        (mpmath 1.2 or later: Debian's python3-mpmath)

Arguments are drawn from a seeded generator over the whole range of each function, next to where its
reduction changes, and where a search over 20 million arguments found the largest errors. A result is
written as the nearest float and the rest, in units of its last place, so that errors below a unit can be
measured.
"""

import json
import math
import pathlib
import random

from mpmath import mp, mpf

mp.dps = 80
draw = random.Random(17)


def sigmoid(z):
    e = mp.exp(-abs(z))
    return e / (1 + e) if z < 0 else 1 / (1 + e)


def sizes(low, high, count):
    """Positive numbers whose logarithms are uniform: 2^low to 2^high."""
    return [2 ** draw.uniform(low, high) for _ in range(count)]


def both(values):
    return [sign * value for value in values for sign in (1, -1)]


def between(low, high, count):
    return [draw.uniform(low, high) for _ in range(count)]


def beside(values):
    return [near for x in values for near in (math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf))]


# Where e^x is reduced by another power of 2, and where e^2x is.
changes = [(k + 0.5) * math.log(2) for k in (-1074, -600, -100, -54, -53, -20, -3, -2, -1, 0, 1, 2, 20, 100, 600, 1022)]
halves = [x / 2 for x in changes if abs(x) < 100]
ends = [5e-324, 1e-310, 2**-1022, 2**-60, 2**-53, 2**-27]
small = both([*sizes(-1074, 0, 60), *ends])

# Found by comparing with C's long double.
HARD = {
    "exp": [-708.76843537614877, -709.00298421230013, 0.34691549764925322, 0.35123645232686518, -41.237101163692316],
    "log": [0.69958512172389653, 0.70115385109701911, 0.70422564674820975, 0.62765260556026647, 1.5873717006717118],
    "tanh": [18.541739305150177, -18.541741047751928, 18.546037073655462, 0.18557215479842895, -0.19063435777441806],
    "sigmoid": [-17.672933335063881, -12.822280135723876, -29.443408868642884, -2.4335333394363974, -4.4986878335036451],
    "softplusTail": [1.2834207821769006, 0.82688213348639961, 1.2962193832223452, -0.87075095285875648, -0.74626697659314001],
}

FUNCTIONS = {
    "exp": (
        mp.exp,
        [*small, *between(-745.1, 709.7, 200), *between(-1, 1, 100), *between(-745.1, -708, 60), *beside(changes)]
        + beside([709.782712893383, -745.1332191019, -708.396418532264])
        + HARD["exp"],
    ),
    "log": (
        mp.log,
        [*sizes(-1074, 1023.9, 200), *between(0.5, 2, 150), *[1 + x for x in both(sizes(-52, -2, 60))], *ends]
        + beside([0.5**0.5, 2**0.5, 1.0, 2**-1022, 4 * 2**0.5, 1.7e308])
        + HARD["log"],
    ),
    "tanh": (
        mp.tanh,
        [*small, *both(between(0, 1, 120)), *both(between(0, 20, 100)), 21.0, 39.9, 40.0, 40.1, 700.0]
        + beside(halves)
        + HARD["tanh"],
    ),
    "sigmoid": (
        sigmoid,
        [*small, *between(-745, 40, 200), *between(-5, 5, 150), *between(-745.1, -708, 40), 700.0]
        + beside(changes[:-5])
        + HARD["sigmoid"],
    ),
    "softplusTail": (
        lambda z: mp.log1p(mp.exp(-abs(z))),
        [*small, *both(between(0, 745, 100)), *between(-5, 5, 150), *between(708, 745.1, 40)]
        + beside(changes[:-5])
        + HARD["softplusTail"],
    ),
}


def nearest(y):
    """The nearest float, also where floats lose digits, and the unit of its last place."""
    exponent = max(math.frexp(float(y))[1], -1021) - 53
    units = int(mp.nint(mp.ldexp(y, -exponent)))
    x = math.ldexp(units, exponent)
    return x, max(math.frexp(x)[1], -1021) - 53


def golden(function, arguments):
    rows = []
    for x in sorted(set(arguments)):
        exact = function(mpf(x))
        y, exponent = nearest(exact)
        rows.append([x, y, float(mp.nstr(mp.ldexp(exact - mpf(y), -exponent), 4))])
    return rows


def lines(table):
    """JSON with one line for each function."""
    rows = [f'  "{name}": {json.dumps(golden(*of), separators=(",", ":"))}' for name, of in table.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


pathlib.Path(__file__).with_suffix(".json").write_text(lines(FUNCTIONS))
