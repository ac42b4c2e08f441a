"""A sample is a pure function of its options, whoever makes it and wherever it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from hashlib import blake2b
from pathlib import Path
from tarfile import TarFile

import pytest
from click.testing import CliRunner

from stacqc.commands.sample import command
from stacqc.sample import File, Options, generate, kinds, read_manifest, tree_digest, write
from stacqc.sample.shape import run_sizes, shape_for

GOLDEN = {
    (14, "live", False): "74b5d030ee8dac96",
    (14, "live", True): "0c194fca60161dba",
    (14, "legacy", True): "fa0a2a547d35575c",
    (1000, "live", False): "58ca61100261d753",
}
MIXED = Options(60, 4, runs=3, defects={"null-word": 0.2, "month-13": 2, "truncated": 0.1})


def digest(files: list[File]) -> str:
    return blake2b(b"".join(f.path.encode() + f.content for f in files), digest_size=8).hexdigest()


@pytest.mark.parametrize("wanted", GOLDEN)
def test_bytes_are_those_of_before(wanted: tuple[int, str, bool]) -> None:
    items, layout, faithful = wanted
    files = list(generate(Options(items, 7, layout=layout, faithful=faithful)))
    assert digest(files) == GOLDEN[wanted]


@pytest.mark.parametrize("items", [14, 16, 18, 20, 22, 100, 998, 1000, 1002, 4242, 10_000, 1_000_000])
def test_sizes_are_exact(items: int) -> None:
    sizes = run_sizes(items, None)
    assert sum(sizes) == items
    assert {size: shape_for(size).items for size in sizes} == {size: size for size in sizes}


def test_a_million_items_are_a_thousand_runs() -> None:
    shape = shape_for(1000)
    assert (len(run_sizes(1_000_000, None)), shape.pairs, len(shape.aux), len(shape.nodes)) == (
        1000,
        124,
        4,
        1255,
    )


def test_smallest_sample_is_one_pair_and_three_products() -> None:
    files = list(generate(Options(14)))
    assert Counter(f.is_item for f in files) == {True: 14, False: 10}
    assert all(4000 < len(json.dumps(json.loads(f.content))) < 7000 for f in files if f.is_item)


def test_shards_are_parts_of_the_whole() -> None:
    whole = list(generate(MIXED))
    shards = [file for run in (range(1), range(1, 2), range(2, 3)) for file in generate(MIXED, run)]
    assert shards == whole


def test_bytes_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "from stacqc.sample import *; import hashlib;"
        "o = Options(60, 4, runs=3, faithful=True, defects={'month-13': 2});"
        "print(hashlib.sha1(b''.join(f.content for f in generate(o))).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


def test_seeds_differ() -> None:
    assert len({digest(list(generate(Options(14, seed)))) for seed in range(5)}) == 5


def test_workers_write_the_same_tree(tmp_path: Path) -> None:
    alone, together = (write(MIXED, tmp_path / str(jobs), jobs=jobs) for jobs in (1, 2))
    assert alone == together
    assert (tmp_path / "1/manifest.ndjson").read_bytes() == (tmp_path / "2/manifest.ndjson").read_bytes()
    assert tree_digest(tmp_path / "1") == tree_digest(tmp_path / "2") == alone["digest"]


def test_folder_has_what_is_generated(tmp_path: Path) -> None:
    head = write(MIXED, tmp_path)
    files = list(generate(MIXED))
    assert {f.path: f.content for f in files} == {
        p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*.json")
    }
    assert head["counts"] == {
        "items": 60,
        "collections": len(files) - 60,
        "defects": len(read_manifest(tmp_path)[1]),
    }
    assert b'\n  "type": "Collection",\n' in (tmp_path / "collection.json").read_bytes()


def test_other_sinks_hold_the_same_documents(tmp_path: Path) -> None:
    options = Options(28, 2, runs=2, defects={"null-word": 1})
    whole = {f.path: json.loads(f.content) for f in generate(options)}
    found = []
    for sink in ("tar", "ndjson", "fc"):
        write(options, tmp_path / sink, sink)
    with TarFile(tmp_path / "tar/tree.tar") as tar:
        found.append({m.name: json.load(tar.extractfile(m) or pytest.fail(m.name)) for m in tar})
    assert found[0] == whole
    in_order = [d for d in whole.values() if d["type"] == "Feature"]
    lines = (tmp_path / "ndjson/items.ndjson").read_bytes().splitlines()
    assert [json.loads(line) for line in lines] == in_order
    assert json.loads((tmp_path / "fc/items.json").read_bytes())["features"] == in_order
    collections = json.loads((tmp_path / "fc/collections.json").read_bytes())["collections"]
    assert len(collections) + len(in_order) == len(whole)


def test_keys_are_sorted_when_canonical() -> None:
    for file in generate(Options(14, canonical=True)):
        assert list(json.loads(file.content)) == sorted(json.loads(file.content))


def test_root_alone_knows_every_run() -> None:
    root = next(generate(Options(140, 3, runs=10, defects={"title-is-the-id": 10})))
    titles = [link["title"] for link in json.loads(root.content)["links"] if link["rel"] == "child"]
    assert len(set(titles)) == 10
    assert all(len(title) == 36 for title in titles)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--items", "15"], "give an even number"),
        (["--items", "14", "--runs", "2"], "14 items need 1 to 1"),
        (["--defect", "nul-word=1"], "did you mean null-word?"),
        (["--defect", "xyz=1"], "stacqc sample --list-defects names them"),
        (["--defect", "null-word"], "write KIND=RATE or KIND=COUNT"),
        (["--defect", "null-word=often"], "neither a rate nor a count"),
        (["--defect", "null-word=1.5"], "neither a rate from 0.0 to 1.0"),
        (["--defect", "null-word=9"], "only 8 of 9 fit"),
        (["--defect", "null-word=1.0", "--defect", "month-13=10%"], "add up to 1.1"),
        (["--defect", "truncated=1", "--sink", "fc"], "choose another sink"),
        (["--defect", "null-word=1", "--layout", "legacy"], "no defect of the legacy layout"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "out"), *arguments])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_command_makes_a_tree_and_lists_kinds(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "out"), "--defect", "null-word=3"])
    assert (result.exit_code, result.output) == (
        0,
        f"{tmp_path / 'out'}: 14 items, 10 collections, 3 defects\n",
    )
    again = CliRunner().invoke(command, [str(tmp_path / "out")])
    assert again.exit_code == 2
    listing = CliRunner().invoke(command, ["--list-defects"]).output
    assert all(f"{name}  [" in listing for name in kinds())


def test_example_in_the_repository_can_be_made_again(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "isdeform"
    rows = dict.fromkeys(("row-missing", "row-type-differs", "row-legacy-key", "row-value-differs"), 1)
    head = write(Options(14, 44, faithful=True, database=True, defects=rows), tmp_path)
    assert head == read_manifest(example)[0]
    assert tree_digest(example) == head["digest"]
    for name in ("manifest.ndjson", "database/items.ndjson", "database/collections.ndjson"):
        assert (tmp_path / name).read_bytes() == (example / name).read_bytes()


@pytest.mark.parametrize("sink", ["dir", "tar", "ndjson", "fc"])
def test_a_sample_that_is_stopped_leaves_nothing_half(
    tmp_path: Path, sink: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stacqc.sample.writing._put", stop)
    with pytest.raises(KeyboardInterrupt):
        write(Options(28, database=True), tmp_path / "out", sink)
    assert list((tmp_path / "out").iterdir()) == []
