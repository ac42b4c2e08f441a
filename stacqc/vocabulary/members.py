"""The members that objects of STAC may have, and which of them a misspelt name means."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

#: Words that stand for members of the core, where another name is usual elsewhere.
_TYPE = {"media_type": "type", "mime_type": "type", "mimetype": "type", "content_type": "type"}
#: Short words are like many others by chance.
_SHORTEST, _LONGEST = 3, 40
#: Words of their own that are one letter away from a member.
_OTHER_WORDS = frozenset(
    {"creator", "tile", "tiles", "create", "creates", "update", "updates", "mass", "hype"}
)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What members an object may have, which names are taken for which, and what is said of it.

    `required` members are not looked for: where one is missing, its schema says so, and names the one that
    is there instead. `plural` tells whether the singular of a member means the member, and the other way
    round.
    """

    optional: frozenset[str]
    required: frozenset[str] = frozenset()
    others: dict[str, str] = field(default_factory=dict)
    plural: bool = True


PROPERTIES = Vocabulary(
    frozenset(
        {
            "constellation", "created", "description", "end_datetime", "gsd", "instruments",
            "keywords", "license", "mission", "platform", "providers", "start_datetime", "title", "updated",
        }
    ),
    frozenset({"datetime"}),
    {"instrument": "instruments", "keyword": "keywords", "provider": "providers"},
    plural=False,
)  # fmt: skip
ITEM = Vocabulary(
    frozenset({"collection", "stac_extensions"}),
    frozenset({"assets", "bbox", "geometry", "id", "links", "properties", "stac_version", "type"}),
)
COLLECTION = Vocabulary(
    frozenset({"assets", "item_assets", "keywords", "providers", "stac_extensions", "summaries", "title"}),
    frozenset({"description", "extent", "id", "license", "links", "stac_version", "type"}),
)
CATALOG = Vocabulary(
    frozenset({"stac_extensions", "title"}), frozenset({"description", "id", "links", "stac_version", "type"})
)
LINK = Vocabulary(
    frozenset({"body", "headers", "merge", "method", "title", "type"}), frozenset({"href", "rel"}), _TYPE
)
ASSET = Vocabulary(
    frozenset({"description", "roles", "title", "type"}), frozenset({"href"}), {"role": "roles", **_TYPE}
)
PROVIDER = Vocabulary(
    frozenset({"description", "roles", "url"}), frozenset({"name"}), {"role": "roles", "uri": "url"}
)
EO_BAND = Vocabulary(
    frozenset(
        {
            "center_wavelength", "common_name", "description", "full_width_half_max", "name",
            "solar_illumination",
        }
    )
)  # fmt: skip
RASTER_BAND = Vocabulary(
    frozenset(
        {
            "bits_per_sample", "data_type", "histogram", "nodata", "offset", "sampling", "scale",
            "spatial_resolution", "statistics", "unit",
        }
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def slips_in(names: tuple[str, ...], words: Vocabulary) -> list[tuple[str, str]]:
    """Return the names that are misspelt, each with the member that is meant and is not there."""
    given = frozenset(names)
    unknown = [name for name in given if name not in words.optional and name not in words.required]
    found = ((name, _meant(name, words)) for name in sorted(unknown))
    return [(name, meant) for name, meant in found if meant and meant not in given]


def _meant(name: str, words: Vocabulary) -> str:
    """Return the optional member that a name means, empty where it means none."""
    if name in words.others:
        return words.others[name]
    return next((known for known in sorted(words.optional) if is_slip(name, known, words.plural)), "")


@lru_cache(maxsize=4096)
def is_slip(name: str, meant: str, plural: bool = True) -> bool:
    """Say whether a name is a member with a slip of the hand: other signs or capitals, or one letter wrong.

    A letter may be missing, added, wrong or exchanged with the next one, where the member has four or more.
    """
    if ":" in name or not 0 < len(name) <= _LONGEST or name in _OTHER_WORDS:
        return False
    bare, wanted = _bare(name), _bare(meant)
    if bare == wanted:
        return True
    if _singular(bare) == _singular(wanted):
        return plural
    return len(bare) >= _SHORTEST < len(wanted) and _one_edit(bare, wanted)


def _bare(name: str) -> str:
    return "".join(c for c in name.casefold() if c not in "_- .")


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith("xes") else word.removesuffix("s")


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter added, left out, replaced or exchanged with its neighbour makes one of the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[1:2] + rest_a[:1] + rest_a[2:] == rest_b)
    )
