"""A patch says exactly how one text becomes another."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from stacqc.fixing.patch import unified

texts = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "d\n"]), max_size=30).map("".join)
ends = st.sampled_from(["", "x", "é"])


def applied(text: str, patch: list[str]) -> str:
    """What `patch` makes of a text; every line it names must be there."""
    lines = re.findall("[^\n]*\n|[^\n]+", text)
    made: list[str] = []
    at = 0
    for i, line in enumerate(patch):
        bare = line[1:-1] if patch[i + 1 : i + 2] == ["\\ No newline at end of file\n"] else line[1:]
        if line.startswith("@@"):
            start, size = map(int, re.findall(r"-(\d+),(\d+)", line)[0])
            start -= size > 0
            made += lines[at:start]
            at = start
        elif line[0] in " -":
            assert lines[at] == bare
            made += [bare] if line[0] == " " else []
            at += 1
        elif line[0] == "+":
            made.append(bare)
    return "".join([*made, *lines[at:]])


@given(texts, ends, texts, ends)
def test_a_patch_makes_the_new_text(old: str, old_end: str, new: str, new_end: str) -> None:
    patch = list(unified("f", old + old_end, new + new_end))
    assert applied(old + old_end, patch[2:]) == new + new_end
    assert bool(patch) == (old + old_end != new + new_end)


def test_hunks_have_three_lines_around_and_stand_apart() -> None:
    old = "".join(f"{i}\n" for i in range(30))
    new = old.replace("\n5\n", "\nfive\n").replace("\n20\n", "\n").replace("\n22\n", "\n22\n22a\n")
    assert "".join(unified("f", old, new)) == (
        "--- f\n+++ f\n"
        "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        "@@ -18,9 +18,9 @@\n 17\n 18\n 19\n-20\n 21\n 22\n+22a\n 23\n 24\n 25\n"
    )


def test_large_texts_that_have_nothing_in_common_take_no_time() -> None:
    old, new = ("".join(f"{side}{i}\n" for i in range(60_000)) for side in "ab")
    assert sum(1 for _ in unified("f", old, new)) == 120_003
