"""Writes the HDF5 files in test/goldens/hdf5/ with h5py, as another implementation sees the format.

Run from anywhere: python3 test/goldens/hdf5Fixtures.py (written with h5py 3.7.0 and numpy 1.24.2).
Every x counts up from 0 in steps of 1, cut to the range of its type, so that tests can compute it.
"""

from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).parent / "hdf5"
SHAPE = (4, 3, 2)
LABELS = [0, 1, 1, 0]


def count(dtype):
    return np.arange(24).reshape(SHAPE).astype(dtype)


def write(name, x, y=LABELS, y_type="<i8", y_shape=None, names=("X", "Y"), classes=None, **options):
    with h5py.File(FOLDER / f"{name}.h5", "w") as file:
        file.create_dataset(names[0], data=x, track_times=False, **options)
        labels = np.array(y).astype(y_type)
        labels = labels.reshape(y_shape or labels.shape)
        file.create_dataset(names[1], data=labels, track_times=False)
        if classes is not None:
            file.create_dataset("list_classes", data=classes, track_times=False)


def main():
    FOLDER.mkdir(exist_ok=True)
    published = np.array([b"non-cat", b"cat"], dtype="S7")
    write("published", count("u1"), names=("train_set_x", "train_set_y"), classes=published)
    write("publishedTest", count("u1"), names=("test_set_x", "test_set_y"), classes=published)

    for name, dtype in {
        "int8": "i1", "int16": "<i2", "uint16": "<u2", "int32": "<i4", "uint32": "<u4",
        "int64": "<i8", "uint64": "<u8", "float16": "<f2", "float32": "<f4", "float64": "<f8",
        "bigEndianInt16": ">i2", "bigEndianInt64": ">i8", "bigEndianFloat16": ">f2",
        "bigEndianFloat32": ">f4", "bigEndianFloat64": ">f8",
    }.items():
        write(name, count(dtype), y_type=">i8" if dtype.startswith(">") else "<i8")

    halves = np.array([0, -0.0, 1, -2, 65504, 2**-24, 2**-14, 1 / 3], dtype="<f2")
    write("halves", halves.reshape(4, 2))
    write("column", count("u1"), y_shape=(4, 1))
    write("row", count("u1"), y_shape=(1, 4))
    write("floatLabels", count("u1"), y_type="<f4")
    write("booleanLabels", count("u1"), y_type="?")
    write("lowerCase", count("u1"), names=("x", "y"))
    write("compressed", count("u1"), chunks=(3, 3, 2), compression="gzip", shuffle=True, fletcher32=True)
    write("foreignFilter", np.zeros((4, 512), "u1"), chunks=(4, 512), compression="lzf")
    write("variableTexts", count("u1"), classes=["kein Häschen", "Häschen"])
    write("texts", np.array([[b"a"]] * 4, dtype="S1"))
    write("records", np.zeros((4, 2), dtype=[("red", "u1"), ("green", "<f4")]))

    with h5py.File(FOLDER / "groups.h5", "w") as file:
        file.create_dataset("group/x", data=count("u1"), track_times=False)
        file.create_dataset("group/y", data=np.array(LABELS), track_times=False)
    with h5py.File(FOLDER / "bothSets.h5", "w") as file:
        for name in ("train", "test"):
            file.create_dataset(f"{name}_set_x", data=count("u1"), track_times=False)
            file.create_dataset(f"{name}_set_y", data=np.array(LABELS), track_times=False)
    with h5py.File(FOLDER / "userBlock.h5", "w", userblock_size=512, libver="latest") as file:
        file.create_dataset("X", data=count("u1"), track_times=False)
        file.create_dataset("Y", data=np.array(LABELS), track_times=False)
    with h5py.File(FOLDER / "nullSpace.h5", "w") as file:
        file.create_dataset("X", data=h5py.Empty("f4"), track_times=False)
        file.create_dataset("Y", data=np.array(LABELS), track_times=False)


if __name__ == "__main__":
    main()
