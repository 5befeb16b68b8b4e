"""Writes schedules.json, next to it: what PyTorch's schedulers say about `src/schedules/`.

    /usr/bin/python3 test/goldens/schedules.py        (PyTorch 1.13 or later: Debian's python3-torch)

Each row has PyTorch's call, the text of the schedule that has to equal it, and the learning rates of its first
iterations: by PyTorch's closed form where there is one, because the others take the last rate times a quotient and
pile up rounding. For plateaus the row has the metric too; its value k is known from iteration k + 1 on.
"""

import json
import math
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as torch_schedules

warnings.filterwarnings("ignore")


def optimizer(rate):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate, momentum=0.9)


def row(text, n, call, rate=0.1):
    """The first n rates, in PyTorch's closed form where it has one."""
    scheduler = eval(call, vars(torch_schedules) | {"optimizer": optimizer(rate)})
    closed = getattr(scheduler, "_get_closed_form_lr", None)
    values = []
    for i in range(n):
        scheduler.last_epoch = i
        values.append(closed()[0] if closed else scheduler.get_last_lr()[0])
        if not closed and i < n - 1:
            scheduler.step()
    return {"torch": call, "text": text, "values": values}


def plateau(text, metric, call, rate=0.1):
    """The rate before the first value of the metric, and after each."""
    scheduler = eval(call, vars(torch_schedules) | {"optimizer": optimizer(rate)})
    values = [scheduler.optimizer.param_groups[0]["lr"]]
    for value in metric:
        scheduler.step(value)
        values.append(scheduler.optimizer.param_groups[0]["lr"])
    return {"torch": call, "text": text, "metric": metric, "values": values}


# Falls ever more slowly, and is worse for five values of every ten: plateaus of several lengths.
falling = [round(3 * math.exp(-k / 8) + 0.4 * (k // 5 % 2) + 0.0001 * (k % 3), 6) for k in range(60)]
rising = [round(1 - value / 4, 6) for value in falling]

goldens = {
    "schedules": [
        row("linear(0.05, 0.1, 5)", 9, "LinearLR(optimizer, start_factor=0.5, total_iters=5)"),
        row("linear(0.1, 0.01, 30)", 35, "LinearLR(optimizer, 1.0, 0.1, total_iters=30)"),
        row("warmUp(100, 0.1)", 120, "LinearLR(optimizer, start_factor=0.01, total_iters=99)"),
        row("step(0.1, 30)", 100, "StepLR(optimizer, step_size=30)"),
        row("step(0.1, 7, 0.9)", 300, "StepLR(optimizer, step_size=7, gamma=0.9)"),
        row("exponential(0.1, 0.95)", 200, "ExponentialLR(optimizer, gamma=0.95)"),
        row("exponential(0.1, 0.999)", 1000, "ExponentialLR(optimizer, gamma=0.999)"),
        row("piecewise(0.1, 30: 0.05, 80: 0.025)", 100, "MultiStepLR(optimizer, [30, 80], gamma=0.5)"),
        row("cosine(0.1, 50)", 51, "CosineAnnealingLR(optimizer, T_max=50)"),
        row("cosine(0.1, 17, 0.02)", 18, "CosineAnnealingLR(optimizer, T_max=17, eta_min=0.02)"),
        row("cosineRestarts(0.1, 10)", 45, "CosineAnnealingWarmRestarts(optimizer, T_0=10)"),
        row(
            "cosineRestarts(0.1, 7, 3, last: 0.01)",
            300,
            "CosineAnnealingWarmRestarts(optimizer, T_0=7, T_mult=3, eta_min=0.01)",
        ),
        row("polynomial(0.1, 0, 40, power: 1)", 50, "PolynomialLR(optimizer, total_iters=40, power=1.0)"),
        row("polynomial(0.1, 0, 40, power: 2.5)", 50, "PolynomialLR(optimizer, total_iters=40, power=2.5)"),
        row("polynomial(0.1, 0, 40, power: 0.3)", 50, "PolynomialLR(optimizer, total_iters=40, power=0.3)"),
        row("oneCycle(0.3, 100)", 100, "OneCycleLR(optimizer, max_lr=0.3, total_steps=100)"),
        row(
            "oneCycle(0.3, 47, 0.4, first: 0.03, last: 0.0003)",
            47,
            "OneCycleLR(optimizer, 0.3, total_steps=47, pct_start=0.4, div_factor=10, final_div_factor=100)",
        ),
        row("cyclic(0.01, 0.1, 20)", 130, "CyclicLR(optimizer, 0.01, 0.1, step_size_up=20)"),
        row(
            "cyclic(0.01, 0.1, 5, 12)",
            130,
            "CyclicLR(optimizer, 0.01, 0.1, step_size_up=5, step_size_down=12)",
        ),
        row(
            "cyclic(0.01, 0.1, 20, cycleFactor: 0.5)",
            200,
            "CyclicLR(optimizer, 0.01, 0.1, step_size_up=20, mode='triangular2')",
        ),
        row(
            "cyclic(0.01, 0.1, 20, factor: 0.99)",
            200,
            "CyclicLR(optimizer, 0.01, 0.1, step_size_up=20, mode='exp_range', gamma=0.99)",
        ),
    ],
    "plateaus": [
        plateau(
            "onPlateau(0.1, cost, patience: 2, minDelta: 0.01)",
            falling,
            "ReduceLROnPlateau(optimizer, patience=2, threshold=0.01, threshold_mode='abs', eps=0)",
        ),
        plateau(
            "onPlateau(0.1, cost, 0.5, 1, minDelta: 0.05, cooldown: 4)",
            falling,
            "ReduceLROnPlateau(optimizer, factor=0.5, patience=1, threshold=0.05, threshold_mode='abs', cooldown=4)",
        ),
        plateau(
            "onPlateau(0.1, cost, 0.8, 0, least: 0.02)",
            falling,
            "ReduceLROnPlateau(optimizer, factor=0.8, patience=0, threshold_mode='abs', min_lr=0.02)",
        ),
        plateau(
            "onPlateau(0.1, cost, 0.5, 3, minDelta: 0, mode: max)",
            rising,
            "ReduceLROnPlateau(optimizer, 'max', factor=0.5, patience=3, threshold=0, threshold_mode='abs')",
        ),
    ],
}


def lines(rows):
    return ",\n".join("    " + json.dumps(item, separators=(",", ":")) for item in rows)


body = ",\n".join(f'  "{name}": [\n{lines(rows)}\n  ]' for name, rows in goldens.items())
pathlib.Path(__file__).with_suffix(".json").write_text(f"{{\n{body}\n}}\n")
