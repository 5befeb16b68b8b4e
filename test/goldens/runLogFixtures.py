"""Writes the log in test/goldens/runLog/ from the description of its format, as another implementation.

Run from anywhere: python3 test/goldens/runLogFixtures.py (written with Python 3.11).

A segment is the 8 bytes "GSLOG\\r\\n\\x01" and records: length of the payload, kind, CRC-32 of these two and
the payload, each in 4 bytes, little-endian; then the payload. Kind 1, the header, and kind 3, an event, are
JSON with sorted names; kind 2, points, are the length of the name in 4 bytes, the name, all iterations and
all values as float64.
"""

import hashlib
import json
import struct
import zlib
from pathlib import Path

FOLDER = Path(__file__).parent / "runLog"
NAN, INFINITY = float("nan"), float("inf")


def record(kind, payload):
    head = struct.pack("<II", len(payload), kind)
    return head + struct.pack("<I", zlib.crc32(head + payload)) + payload


def text(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def points(name, iterations, values):
    name = name.encode()
    count = len(values)
    numbers = struct.pack(f"<{2 * count}d", *iterations, *values)
    return record(2, struct.pack("<I", len(name)) + name + numbers)


def digest(series):
    total = hashlib.sha256()
    for name in sorted(series):
        iterations, values = series[name]
        total.update(json.dumps([name, len(values)], separators=(",", ":"), ensure_ascii=False).encode())
        total.update(struct.pack(f"<{2 * len(values)}d", *iterations, *values))
    return total.hexdigest()


def main():
    FOLDER.mkdir(exist_ok=True)
    start = b"GSLOG\r\n\x01"
    first = b"".join([
        start,
        record(1, text({"startedAt": "2026-11-24"})),
        record(3, text({"iteration": 100, "type": "started", "kernels": "simd"})),
        points("cost", [100, 200, 300], [0.1, NAN, -0.0]),
        points("größe W1", [100], [INFINITY]),
    ])
    second = b"".join([
        start,
        record(1, text({"parent": {"segment": 1, "bytes": len(first), "upTo": 200}})),
        points("cost", [300, 2**53], [-INFINITY, 5e-324]),
    ])
    (FOLDER / "0001.gslog").write_bytes(first)
    (FOLDER / "0002.gslog").write_bytes(second)
    series = {
        "cost": ([100, 200, 300, 2**53], [0.1, NAN, -INFINITY, 5e-324]),
        "größe W1": ([100], [INFINITY]),
    }
    (FOLDER / "digest.json").write_text(json.dumps(digest(series)) + "\n")


if __name__ == "__main__":
    main()
