"""What the peers in Python share: the folder that ../jobFiles.ts writes, and the protocol of ../peer.ts."""

import ctypes
import json
import os
import re
import resource
import sys

import numpy as np


class Job:
    """What to train, on what, from which weights: the same for every peer."""

    def __init__(self, folder):
        with open(os.path.join(folder, "job.json")) as file:
            settings = json.load(file)
        self.layer_dims = settings["layerDims"]
        self.learning_rate = settings["learningRate"]
        self.momentum = settings["momentum"]
        self.batch_size = settings["batchSize"]
        # (m x n) and (m x n_L), one example after another.
        self.examples = self._read(folder, "examples.u8", np.uint8).reshape(-1, self.layer_dims[0])
        self.labels = self._read(folder, "labels.u8", np.uint8).reshape(-1, self.layer_dims[-1])
        numbers = self._read(folder, "weights.f64", np.float64)
        self.weights = []
        for inputs, units in zip(self.layer_dims, self.layer_dims[1:]):
            here, numbers = np.split(numbers, [units * inputs])
            self.weights.append(here.reshape(units, inputs))
        if self.batch_size is not None:
            # The examples of each iteration.
            drawn = self._read(folder, "batches.u32", np.uint32)
            self.batches = drawn.astype(np.intp).reshape(-1, self.batch_size)

    @staticmethod
    def _read(folder, name, dtype):
        return np.fromfile(os.path.join(folder, name), dtype=dtype)


def _openblas():
    """What gives a function of the OpenBLAS in this process by its name; None without one."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "openblas" in line}
    except OSError:
        paths = set()
    for path in paths:
        library = ctypes.CDLL(path)
        for prefix, suffix in (("", ""), ("", "64_"), ("scipy_", ""), ("scipy_", "64_")):
            if hasattr(library, f"{prefix}openblas_get_num_threads{suffix}"):
                return lambda name: getattr(library, f"{prefix}openblas_{name}{suffix}")
    return None


def openblas():
    """Version, kernels and threads of the OpenBLAS in this process, as the library itself says."""
    function = _openblas()
    if function is None:
        return "BLAS unknown"
    config, core = function("get_config"), function("get_corename")
    config.restype = core.restype = ctypes.c_char_p
    version = re.search(r"\d+\.\d+\.\d+", config().decode())
    named = f"OpenBLAS {version.group()}" if version else "OpenBLAS"
    return f"{named} {core().decode()}, {function('get_num_threads')()} threads"


def set_openblas_threads(threads):
    """Has OpenBLAS take that many threads; gives how many it takes, 0 when it is not OpenBLAS."""
    function = _openblas()
    if function is None:
        return 0
    function("set_num_threads")(threads)
    return function("get_num_threads")()


def peak():
    """The most memory that the process has held, in bytes.

    On Linux not from getrusage(), whose maximum begins with what the parent held when it forked.
    """
    try:
        with open("/proc/self/status") as status:
            kilobytes = re.search(r"^VmHWM:\s*(\d+) kB", status.read(), re.MULTILINE).group(1)
            return (1024 * int(kilobytes),)
    except OSError:
        # In bytes on macOS.
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,)


def serve(description, commands):
    """Says what computes; then each line in, a command and its words, is answered by numbers."""
    print(description, flush=True)
    for line in sys.stdin:
        name, *words = line.split()
        print(*commands[name](*words), flush=True)
