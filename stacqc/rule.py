"""Rules: what they are, how Python ones are written, and how a run chooses among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from stacqc.document import Document
from stacqc.findings import Problem, Severity
from stacqc.reads import Read, reads_of
from stacqc.told_by import Given, ToldBy, in_full

ALL_KINDS = frozenset({"Item", "Collection", "Catalog"})


#: What may be said of an example beside its documents, and the names under which these then stand.
EXAMPLE_WORDS = frozenset({"document", "documents", "expect", "fixed", "options"})
#: What `expect` may say.
EXPECT_WORDS = frozenset({"path", "message"})


class Examples(NamedTuple):
    """Documents that show a rule: each is one document, a mapping of file names to documents, or a text."""

    valid: tuple[Any, ...] = ()
    invalid: tuple[Any, ...] = ()


class RuleInfo(NamedTuple):
    """Everything about a rule that is not its code; the rule's page is made from it."""

    name: str
    #: One sentence that says what holds when the rule is kept.
    summary: str
    #: Why a data manager should care.
    why: str = ""
    severity: Severity = Severity.ERROR
    #: The kinds of documents it looks at.
    kinds: frozenset[str] = ALL_KINDS
    tags: tuple[str, ...] = ()
    #: Address of the section of a specification it comes from.
    docs: str = ""
    #: What to do about a finding.
    fix: str = ""
    aliases: tuple[str, ...] = ()
    since: str = "0.1.0"
    preview: bool = False
    #: Rulesets that switch it on.
    rulesets: tuple[str, ...] = ("recommended",)
    #: The command that reports it.
    command: str = "check"
    #: What is said of it, where no example can show that.
    shows: str = ""
    examples: Examples = Examples()


class FoldProblem(NamedTuple):
    """A problem found by looking across documents: the document's address and what is wrong there."""

    uri: str
    problem: Problem


class Fold(Protocol):
    """State gathered over documents.

    `merge` is associative and commutative, so that shards can be folded anywhere; an instance must be
    picklable and hold counters and witnesses, not documents.
    """

    def add(self, document: Document) -> None:
        """Take in one document."""

    def merge(self, other: Any) -> None:
        """Take in the state of another shard."""

    def finish(self) -> Iterable[FoldProblem]:
        """Yield what the whole shows; called once, after the last merge."""


@runtime_checkable
class OfCollections(Fold, Protocol):
    """A fold that holds items against their collections: where these take no part it has nothing to say."""

    of_collections: bool


@runtime_checkable
class SecondLook(Protocol):
    """A fold that keeps little of most documents, and has to see a few of them again before it finishes."""

    def unsure(self) -> Iterable[str]:
        """Return the addresses of those documents; called once, after the last merge."""

    def see_again(self, document: Document) -> None:
        """Take in a document once more; there may be others than the wanted ones."""


@runtime_checkable
class AlikeFold(Fold, Protocol):
    """A fold that can take in many items at once, of which all that it reads is the same."""

    #: All that it reads of an item but its address; None where that is not known.
    reads: frozenset[Read] | None

    def add_alike(self, document: Document, addresses: Sequence[str]) -> None:
        """Take in items that are like this one, by their addresses; its own is among them."""


Check = Callable[[Document], Iterable[Problem]]
Unless = Callable[[Document], bool]
Probes = Callable[[Document], Iterable[str]]


class Rule(NamedTuple):
    """One rule: a check of single documents, the maker of a fold, or both.

    A rule with neither is one that the engine itself reports under. Several rules may share one fold:
    the same `fold` callable is then instantiated once, and its problems name their rule.
    """

    info: RuleInfo
    check: Check | None = None
    fold: Callable[[], Fold] | None = None
    #: Says of a document that the check has nothing to say; rules that share it are passed over at once.
    unless: Unless | None = None
    #: All that the check reads of an item, None where that is not known.
    reads: frozenset[Read] | None = None
    #: The paths that the check will ask for of a document, which in a store are looked for before it does.
    probes: Probes | None = None
    #: The rules that speak for this one, where both say something of one document.
    told_by: tuple[ToldBy, ...] = ()

    @property
    def name(self) -> str:
        return self.info.name


_REGISTRY: dict[str, Rule] = {}
C = TypeVar("C", bound=Check)


def rule(
    name: str,
    *,
    severity: str = "error",
    kinds: Iterable[str] = ALL_KINDS,
    fold: Callable[[], Fold] | None = None,
    unless: Unless | None = None,
    reads: Iterable[str] = (),
    probes: Probes | None = None,
    told_by: Given = (),
    **info: Any,
) -> Callable[[C], C]:
    """Register a function that yields the problems of one document as the rule `name`.

    `info` takes the other fields of RuleInfo; `examples` may be given as
    `{"valid": [...], "invalid": [...]}`. The first line of the docstring is the summary, the rest is
    why. `fold` finds what of the same rule shows only across documents. `unless` may say quickly of a
    document that there is nothing to say; rules of one idea share it. `reads` names all that the check
    looks at in an item, as `property`, `$.member`, `{ruleset.define.group}` or `{outline}`, so that it need
    not look again at values that it knows. `probes` yields the paths whose existence the check will ask for.
    `told_by` names the rules that speak for this one where both see the same.
    """
    read = reads_of(reads) if reads else None

    def register(check: C) -> C:
        if not check.__module__.startswith("stacqc."):
            info.setdefault("since", "")  # the versions of a package are its own
        about = _info(name, severity, kinds, check.__doc__, info)
        speakers = in_full(told_by, name)
        _add(Rule(about, check=check, fold=fold, unless=unless, reads=read, probes=probes, told_by=speakers))
        return check

    return register


def fold_rule(
    name: str, fold: Callable[[], Fold], *, severity: str = "error", told_by: Given = (), **info: Any
) -> None:
    """Register the rule `name` whose problems come from `fold`; the others as for `rule`."""
    about = _info(name, severity, info.pop("kinds", ALL_KINDS), None, info)
    _add(Rule(about, fold=fold, told_by=in_full(told_by, name)))


def declare_rule(name: str, *, severity: str = "error", told_by: Given = (), **info: Any) -> None:
    """Register the rule `name` that the engine itself reports under; the others as for `rule`."""
    about = _info(name, severity, info.pop("kinds", ALL_KINDS), None, info)
    _add(Rule(about, told_by=in_full(told_by, name)))


def _info(name: str, severity: str, kinds: Iterable[str], doc: str | None, info: dict[str, Any]) -> RuleInfo:
    summary, _, why = (doc or "").strip().partition("\n")
    info.setdefault("summary", summary)
    info.setdefault("why", " ".join(why.split()))
    kinds = frozenset(kinds)
    if mistake := _mistake(severity, kinds, info):
        raise ValueError(f"the rule {name} {mistake}")
    examples = info.pop("examples", {})
    made = Examples(tuple(examples.get("valid", ())), tuple(examples.get("invalid", ())))
    return RuleInfo(name=name, severity=Severity.parse(severity), kinds=kinds, examples=made, **info)


def _mistake(severity: str, kinds: frozenset[str], info: dict[str, Any]) -> str:
    """Return what is wrong in what a package says of its rule, which else would show only in what it does."""
    if severity.upper() not in Severity.__members__:
        return f"has the severity {severity!r}, it must be error, warning, info or off"
    if not kinds or kinds - ALL_KINDS:
        return f"is for {', '.join(sorted(kinds)) or 'nothing'}, kinds are Item, Collection and Catalog"
    if not info["summary"]:
        return "has no summary: the first line of the docstring of its function"
    one = next((name for name in ("rulesets", "tags", "aliases") if type(info.get(name)) is str), "")
    return f"has one text as {one}: write ({info[one]!r},)" if one else ""


def _add(made: Rule) -> None:
    if made.name in _REGISTRY:
        raise ValueError(f"two rules are called {made.name}")
    _REGISTRY[made.name] = made


def python_rules() -> Mapping[str, Rule]:
    """Return all rules written in Python that have been imported, by name."""
    return _REGISTRY


class Selected(NamedTuple):
    """A rule with the severity this run gives it."""

    rule: Rule
    severity: Severity


def folds_of(selected: Iterable[Selected]) -> Iterator[Callable[[], Fold]]:
    """Yield each fold that the selected rules need, once."""
    seen: set[int] = set()
    for choice in selected:
        make = choice.rule.fold
        if make is not None and id(make) not in seen:
            seen.add(id(make))
            yield make
