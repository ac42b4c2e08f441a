"""The tree that links make: each defect of it is reported once, under its own rule."""

from __future__ import annotations

import copy
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.runner import run
from stacqc.findings import Failure
from stacqc.rule import SecondLook
from stacqc.rules import identity, structure
from stacqc.rulesets.ruleset import choose
from stacqc.sources.inputs import Inputs

RULES = (
    "link-target-missing", "link-outside-root", "root-link-wrong", "parent-link-wrong", "child-not-reciprocal",
    "orphan-document", "listed-twice", "link-cycle", "id-duplicate", "collection-field-wrong", "self-link-wrong",
    "link-media-type",
)  # fmt: skip
Tree = dict[str, dict[str, Any]]


def link(rel: str, href: str, **more: str) -> dict[str, str]:
    return {"rel": rel, "href": href, **more}


def sound() -> Tree:
    """A catalog of two collections with two items each."""
    tree: Tree = {"catalog.json": container("Catalog", "top", [])}
    for name in ("a", "b"):
        tree["catalog.json"]["links"].append(
            link("child", f"./{name}/collection.json", type="application/json")
        )
        up = [link("root", "../catalog.json"), link("parent", "../catalog.json")]
        tree[f"{name}/collection.json"] = container("Collection", name, up)
        for n in ("1", "2"):
            tree[f"{name}/collection.json"]["links"].append(
                link("item", f"./{n}.json", type="application/geo+json")
            )
            tree[f"{name}/{n}.json"] = {
                "type": "Feature", "stac_version": "1.1.0", "id": f"{name}{n}", "collection": name,
                "links": [link("root", "../catalog.json"), link("parent", "./collection.json"),
                          link("collection", "./collection.json")],
            }  # fmt: skip
    return tree


def container(kind: str, id_: str, more: list[dict[str, str]]) -> dict[str, Any]:
    return {"type": kind, "stac_version": "1.1.0", "id": id_, "links": more}


def write(folder: Path, tree: Tree) -> None:
    for name, document in tree.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, indent=1))


def plan() -> Plan:
    return Plan(choose(only=RULES).selected)


def found(folder: Path, tree: Tree, start: str = "catalog.json") -> list[tuple[str, str]]:
    write(folder, tree)
    report = run(Inputs([str(folder / start)]).shards(), plan())
    assert report.failures == []
    return [(f.rule, str(Path(f.location.uri).relative_to(folder))) for f in report]


@pytest.fixture
def tree() -> Tree:
    return sound()


def set_href(document: dict[str, Any], rel: str, href: str) -> None:
    for candidate in document["links"]:
        if candidate["rel"] == rel:
            candidate["href"] = href


@pytest.mark.parametrize("start", ["catalog.json", ""])
def test_a_sound_tree_has_no_findings(tmp_path: Path, tree: Tree, start: str) -> None:
    assert found(tmp_path, tree, start) == []


def test_a_missing_target(tmp_path: Path, tree: Tree) -> None:
    del tree["a/2.json"]
    assert found(tmp_path, tree) == [("link-target-missing", "a/collection.json")]


def test_a_root_link_to_the_file_itself(tmp_path: Path, tree: Tree) -> None:
    set_href(tree["a/1.json"], "root", "./1.json")
    set_href(tree["b/collection.json"], "root", "./collection.json")
    assert found(tmp_path, tree) == [
        ("root-link-wrong", "a/1.json"),
        ("root-link-wrong", "b/collection.json"),
    ]


def test_a_sub_catalog_checked_by_itself_may_name_a_root_above(tmp_path: Path, tree: Tree) -> None:
    assert found(tmp_path, tree, "a/collection.json") == []


def test_a_parent_link_to_another_document(tmp_path: Path, tree: Tree) -> None:
    set_href(tree["a/1.json"], "parent", "../b/collection.json")
    assert found(tmp_path, tree) == [("parent-link-wrong", "a/1.json")]
    (finding,) = run(Inputs([str(tmp_path / "catalog.json")]).shards(), plan())
    assert finding.help == "write ./collection.json"


def test_a_listed_document_without_parent_link(tmp_path: Path, tree: Tree) -> None:
    tree["a/1.json"]["links"] = [x for x in tree["a/1.json"]["links"] if x["rel"] != "parent"]
    assert found(tmp_path, tree) == [("child-not-reciprocal", "a/collection.json")]


@pytest.mark.parametrize("start", ["catalog.json", ""])
def test_a_document_that_nobody_lists(tmp_path: Path, tree: Tree, start: str) -> None:
    tree["a/3.json"] = copy.deepcopy(tree["a/2.json"]) | {"id": "a3"}
    assert found(tmp_path, tree, start) == [("orphan-document", "a/3.json")]


@pytest.mark.parametrize(
    ("name", "rel", "misspelt"),
    [
        ("a/collection.json", "item", "itme"),
        ("catalog.json", "child", "Child"),
        ("a/1.json", "parent", "parnt"),
    ],
)
def test_what_follows_from_a_misspelt_relation_is_not_told(
    tmp_path: Path, tree: Tree, name: str, rel: str, misspelt: str
) -> None:
    next(k for k in tree[name]["links"] if k["rel"] == rel)["rel"] = misspelt
    assert found(tmp_path, tree) == []
    everything = run(Inputs([str(tmp_path / "catalog.json")]).shards(), Plan(choose().selected))
    assert [f.rule for f in everything if f.rule in (*RULES, "member-misspelt")] == ["member-misspelt"]


def test_a_document_listed_by_two(tmp_path: Path, tree: Tree) -> None:
    tree["b/collection.json"]["links"].append(link("item", "../a/1.json"))
    assert found(tmp_path, tree) == [("listed-twice", "b/collection.json")]


def test_a_document_listed_twice_by_one(tmp_path: Path, tree: Tree) -> None:
    tree["a/collection.json"]["links"].append(link("item", "./1.json"))
    assert found(tmp_path, tree) == [("listed-twice", "a/collection.json")]


def test_a_cycle_is_reported_once_and_ends(tmp_path: Path, tree: Tree) -> None:
    tree["a/collection.json"]["links"].append(link("child", "../catalog.json"))
    assert found(tmp_path, tree) == [("link-cycle", "a/collection.json")]


def test_a_long_chain_of_catalogs_is_followed_to_its_end(tmp_path: Path) -> None:
    chain = {"catalog.json": container("Catalog", "0", [link("child", "./1.json")])}
    for n in range(1, 1500):
        above = "./catalog.json" if n == 1 else f"./{n - 1}.json"
        chain[f"{n}.json"] = container(
            "Catalog", str(n), [link("parent", above), link("child", f"./{n + 1}.json")]
        )
    assert found(tmp_path, chain) == [("link-target-missing", "1499.json")]


@pytest.mark.parametrize("href", ["../../outside/collection.json", "/etc/passwd", "file:///etc/passwd"])
def test_links_out_of_the_tree_are_not_followed(tmp_path: Path, tree: Tree, href: str) -> None:
    outside = tmp_path / "outside" / "collection.json"
    outside.parent.mkdir()
    outside.write_text("not even JSON")
    tree["a/collection.json"]["links"].append(link("child", href))
    assert found(tmp_path / "catalog", tree) == [("link-outside-root", "a/collection.json")]


@pytest.mark.parametrize(
    ("working", "expected"), [("elsewhere", []), (".", [("link-outside-root", "a/2.json")])]
)
def test_how_far_the_catalog_goes_of_a_file_named_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, working: str, expected: list[tuple[str, str]]
) -> None:
    one = container("Collection", "a2", [link("child", "../../c.json")])
    write(tmp_path, {"a/2.json": one, "elsewhere/a.json": {}})
    monkeypatch.chdir(tmp_path / working)
    name = os.path.relpath(tmp_path / "a/2.json")
    told = run(Inputs([name], follow=False).shards(), plan())
    assert [(f.rule, f.location.uri) for f in told] == expected


@pytest.mark.parametrize(
    ("href", "owner"), [("/collections/a", "one machine or server"), ("file:///a.json", "one machine")]
)
def test_a_path_from_the_root_may_be_one_of_a_server(
    tmp_path: Path, tree: Tree, href: str, owner: str
) -> None:
    tree["a/collection.json"]["links"].append(link("about", href))
    write(tmp_path, tree)
    (told,) = run(Inputs([str(tmp_path / "catalog.json")]).shards(), plan())
    assert told.message == f"The about link is a path on {owner}: {href}"


def test_two_items_of_one_collection_with_one_id(tmp_path: Path, tree: Tree) -> None:
    tree["a/2.json"]["id"] = "a1"
    tree["b/2.json"]["id"] = "a1"
    assert found(tmp_path, tree) == [("id-duplicate", "a/2.json")]


def test_an_item_that_names_another_collection(tmp_path: Path, tree: Tree) -> None:
    tree["a/2.json"]["collection"] = "b"
    assert found(tmp_path, tree) == [("collection-field-wrong", "a/2.json")]


def test_a_collection_that_all_its_items_call_otherwise(tmp_path: Path, tree: Tree) -> None:
    tree["a/collection.json"]["id"] = "z"
    assert found(tmp_path, tree) == [("collection-field-wrong", "a/collection.json")]
    (finding,) = run(Inputs([str(tmp_path / "catalog.json")]).shards(), plan())
    assert finding.location.pointer == "/id"
    assert finding.message == 'All 2 items say that they are in collection "a", the id is "z"'
    tree["a/1.json"]["collection"] = "z"
    assert found(tmp_path, tree) == [("collection-field-wrong", "a/2.json")]


def test_a_self_link_of_another_file(tmp_path: Path, tree: Tree) -> None:
    tree["a/1.json"]["links"].append(link("self", "https://example.com/a/1.json"))
    tree["a/2.json"]["links"].append(link("self", "https://example.com/a/1.json"))
    assert found(tmp_path, tree) == [("self-link-wrong", "a/2.json")]


def test_an_item_link_announced_as_plain_json(tmp_path: Path, tree: Tree) -> None:
    tree["a/collection.json"]["links"][2]["type"] = "application/json"
    assert found(tmp_path, tree) == [("link-media-type", "a/collection.json")]


def test_wrong_types_everywhere_are_no_trouble_for_the_rules(tmp_path: Path, tree: Tree) -> None:
    tree["a/1.json"].update(links=5, id=5, collection=[])
    tree["a/2.json"]["links"] = [
        5,
        None,
        {"rel": 5, "href": 7},
        {"rel": ["item"]},
        {"href": "x"},
        {"rel": "item", "href": ""},
    ]
    write(tmp_path, tree)
    assert run(Inputs([str(tmp_path)]).shards(), plan()).failures == []


def test_a_symbolic_link_out_of_the_tree_is_not_read(tmp_path: Path, tree: Tree) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(tree.pop("a/2.json")))
    write(tmp_path / "in", tree)
    (tmp_path / "in" / "a" / "2.json").symlink_to(secret)
    report = run(Inputs([str(tmp_path / "in" / "catalog.json")]).shards(), plan())
    assert [f.uri for f in report.failures] == [str(tmp_path / "in" / "a" / "2.json")]
    assert "symbolic link" in report.failures[0].message


@pytest.mark.parametrize("shards", [1, 2, 7])
def test_folds_merge_to_the_same_findings(tmp_path: Path, tree: Tree, shards: int) -> None:
    set_href(tree["a/1.json"], "parent", "../b/collection.json")
    tree["a/collection.json"]["links"].append(link("child", "../catalog.json"))
    tree["b/2.json"]["id"] = "b1"
    tree["a/2.json"]["collection"] = "b"
    tree["b/3.json"] = copy.deepcopy(tree["b/2.json"]) | {"id": "b3"}
    write(tmp_path, tree)
    documents = [d for s in Inputs([str(tmp_path / "catalog.json")]).shards() for d in s.documents()]
    assert merged(documents, 1) == merged(documents, shards) == merged(documents[::-1], shards)


def merged(documents: list[Document | Failure], shards: int) -> list[tuple[str, str]]:
    outcome = []
    for make in (structure.LinkGraph, identity.Ids, identity.CollectionFields):
        folds: list[Any] = [make() for _ in range(shards)]
        for n, document in enumerate(documents):
            assert isinstance(document, Document)
            folds[n % shards].add(document)
        first, *others = (pickle.loads(pickle.dumps(f)) for f in folds)
        for other in others:
            first.merge(other)
        see_again(first, documents)
        outcome += list(spoken(first))
    return sorted(outcome)


def see_again(fold: Any, documents: list[Document | Failure]) -> None:
    if isinstance(fold, SecondLook):
        wanted = set(fold.unsure())
        for document in documents:
            if isinstance(document, Document) and document.address in wanted:
                fold.see_again(document)


def spoken(fold: Any) -> Iterator[tuple[str, str]]:
    for uri, problem in fold.finish():
        yield uri, problem.rule
