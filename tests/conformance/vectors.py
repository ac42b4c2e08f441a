"""Recorded verdicts of the official schemas on generated documents, so that agreement can be tested alone.

`python -m tests.conformance.vectors --official DIR` records them anew.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.conformance import differential

FILE = Path(__file__).with_name("vectors.ndjson.gz")
#: Documents of each verdict that are kept per schema, and how large one may be.
KEPT = 10
MAX_SIZE = 2500


class Vector(NamedTuple):
    """A document, the address of a schema, and whether it is valid without and with formats."""

    schema: str
    document: Any
    valid: bool
    valid_formats: bool


def vectors() -> Iterator[Vector]:
    """Yield the recorded verdicts."""
    with gzip.open(FILE, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield Vector(*json.loads(line))


def record(uri: str, official: differential.Side, ours: differential.Side) -> Iterator[Vector]:
    """Yield a few documents of each verdict, generated from our schema and judged by the official one."""
    rng = random.Random(f"vectors:{uri}")
    wanted = {True: KEPT, False: KEPT}
    stream = differential.cases(uri, ours.load, [], rng)
    for _ in range(3000):
        document = next(stream)
        verdicts = [official.validator(uri, formats).is_valid(document) for formats in (False, True)]
        if wanted[verdicts[1]] and len(json.dumps(document)) <= MAX_SIZE:
            wanted[verdicts[1]] -= 1
            yield Vector(uri, document, *verdicts)
        if not any(wanted.values()):
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--official", type=Path, required=True, help="folder of the official schemas by address"
    )
    folder = parser.parse_args().official
    official, ours = differential.official_side(folder), differential.our_side()
    # Without a name and a time in the header, the same vectors give the same bytes.
    with FILE.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream:
        for uri in differential.bundled_uris():
            if official.knows(uri):
                for vector in record(uri, official, ours):
                    stream.write(json.dumps(vector).encode() + b"\n")


if __name__ == "__main__":
    main()
