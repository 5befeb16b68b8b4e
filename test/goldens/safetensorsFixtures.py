"""Writes the files in test/goldens/safetensors/ with Python's safetensors, as the reference sees the format.

Run from anywhere: python3 test/goldens/safetensorsFixtures.py (written with safetensors 0.8.0 and numpy 2.4.6).
"""

import json
import struct
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

FOLDER = Path(__file__).parent / "safetensors"


def numbers():
    """One tensor of each type, named against the order of the file; NaNs with payloads, -0, extremes."""
    f64 = np.array(
        [0x7FF8000000000000, 0xFFF8000000000001, 0x7FF0000000000001, 0x8000000000000000,
         0x7FF0000000000000, 0x0000000000000001], "<u8").view("<f8").reshape(2, 3)
    f32 = np.array([0x7FC00000, 0xFFC00001, 0x7F800001, 0x80000000, 0x00000001], "<u4").view("<f4")
    return {
        "a.u8": np.array([[0, 255]], "u1"),
        "b.i8": np.array([-128, 127, 1], "i1"),
        "c.i16": np.array([-32768, 32767], "<i2"),
        "d.u16": np.array([65535], "<u2"),
        "e.i32": np.array([-(2**31), 2**31 - 1], "<i4"),
        "f.u32": np.array(2**32 - 1, "<u4"),
        "g.f32": f32,
        "W2": np.zeros((1, 0), "<f8"),
        "W1": f64,
        "Wörter 😀": np.array([[1.5]], "<f8"),
        "h.i64": np.array([-(2**63)], "<i8"),
        "i.u64": np.array([2**64 - 1], "<u8"),
    }


def main():
    FOLDER.mkdir(exist_ok=True)
    write("numbers", save(numbers(), metadata={"about": 'tab\t, quote ", ümlaut'}))
    write("empty", save({}))

    # As other programs may write it: in the order of names, with white space, and not aligned.
    header = json.dumps({
        "b": {"shape": [2], "dtype": "F64", "data_offsets": [1, 17]},
        "a": {"shape": [1], "dtype": "U8", "data_offsets": [0, 1]},
    }, indent=1).encode()
    header += b" " * (len(header) % 2 == 0)
    data = struct.pack("<Bdd", 7, 1.5, -0.0)
    write("unaligned", struct.pack("<Q", len(header)) + header + data)
    write("halves", save({"x": np.array([1, 2], "<f2")}))


def write(name, content):
    load(content)  # what the reference cannot read proves nothing
    (FOLDER / f"{name}.safetensors").write_bytes(content)


if __name__ == "__main__":
    main()
