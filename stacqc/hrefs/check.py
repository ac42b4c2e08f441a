"""What servers say of the addresses that a run gathered, as problems of the documents that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from stacqc.findings import Path, Problem
from stacqc.hrefs import names
from stacqc.hrefs.address import MAX_LENGTH, holds_secret, host_of, shown
from stacqc.hrefs.answer import Answer, Outcome
from stacqc.hrefs.collecting import Found, Hrefs, Place, order_of
from stacqc.hrefs.content import differing_size, differing_type
from stacqc.hrefs.settings import HrefSettings
from stacqc.rule import FoldProblem
from stacqc.safe import cut

_UNTOLD = {Outcome.UNREACHABLE: names.UNREACHABLE, Outcome.UNCHECKED: names.UNCHECKED}
_TOO_LONG = Answer(Outcome.UNCHECKED, f"they have more than {MAX_LENGTH:,} characters", of_host=True)
_SECRET = Answer(Outcome.UNCHECKED, "they hold a password, a token or a signature", of_host=True)
#: A rule, a host and a reason that many addresses share.
Group = tuple[str, str, str]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class HrefCheck:
    """Asks for the addresses of a run, each once however often the run begins anew."""

    settings: HrefSettings
    #: Learns how many addresses have been asked for, and of how many.
    progress: Callable[[int, int], None] = _silent
    answers: dict[str, Answer] = field(default_factory=dict)

    def collector(self) -> Hrefs:
        """Return what gathers the addresses of a shard."""
        return Hrefs(self.settings.max)

    def problems(self, hrefs: Hrefs) -> Iterator[FoldProblem]:
        """Ask for what was gathered, and yield what is wrong with it."""
        total = hrefs.total()
        self._ask(hrefs)
        shared: dict[Group, list[Found]] = {}
        for url, found in sorted(hrefs.found.items()):
            answer = self.answers[url]
            if answer.of_host:
                shared.setdefault((_UNTOLD[answer.outcome], host_of(url), answer.reason), []).append(found)
            else:
                yield from _of_address(url, found, answer)
        for group, several in shared.items():
            yield _of_host(group, several)
        if hrefs.is_cut:
            yield _of_limit(hrefs, total)

    def _ask(self, hrefs: Hrefs) -> None:
        wanted = []
        for url in sorted(hrefs.found):
            if not url or holds_secret(url):
                self.answers[url] = _SECRET if url else _TOO_LONG
            elif url not in self.answers:
                wanted.append(url)
        if wanted:
            from stacqc.hrefs.asking import ask

            self.answers.update(ask(wanted, self.settings, self.progress))


def _of_address(url: str, found: Found, answer: Answer) -> Iterator[FoldProblem]:
    hidden = found.count - len(found.places)
    more = f"; {hidden:,} more places lead there" if hidden > 0 else ""
    for place in found.places:
        problem = _problem(url, place, answer)
        if problem is not None:
            yield FoldProblem(place.document, problem._replace(help=f"{problem.help}{more}"))


def _problem(url: str, place: Place, answer: Answer) -> Problem | None:
    """What an answer means at one place."""
    what = cut(place.what, 80)
    if answer.outcome is Outcome.THERE:
        return _of_content(place, answer, what)
    if answer.outcome is Outcome.GONE:
        rule = names.LINK_NOT_FOUND if place.path[0] == "links" else names.ASSET_NOT_FOUND
        message = f"The {what} leads to {shown(url)}, which is not there"
        return Problem(place.path, message, f"the server answers {answer.reason}", rule=rule)
    message = f"Whether the {what} is at {shown(url)} cannot be told"
    return Problem(place.path, message, answer.reason, rule=_UNTOLD[answer.outcome])


def _of_content(place: Place, answer: Answer, what: str) -> Problem | None:
    parent: Path = place.path[:-1]
    served = differing_type(place.media_type, answer.media_type)
    if served:
        message = (
            f"The {what} has the type {cut(place.media_type, 80)}, and the server sends {cut(served, 80)}"
        )
        return Problem((*parent, "type"), message, "correct the one that is wrong", rule=names.CONTENT_TYPE)
    if differing_size(place.size, answer.size):
        message = f"The {what} has a file:size of {place.size:,}, and the server sends {answer.size:,} bytes"
        return Problem(
            (*parent, "file:size"), message, "correct the one that is wrong", rule=names.CONTENT_LENGTH
        )
    return None


def _of_host(group: Group, several: list[Found]) -> FoldProblem:
    """One problem for all addresses of a host, at the first place that leads there."""
    rule, host, reason = group
    place = min((place for found in several for place in found.places), key=order_of)
    addresses = "1 address" if len(several) == 1 else f"{len(several):,} addresses"
    message = f"Nothing can be told of {addresses} at {cut(host, 100) or 'no host'}: {reason}"
    help_ = "allow the host with --allow-host where that is right" if "public address" in reason else ""
    return FoldProblem(place.document, Problem(_harmless(place, reason), message, help_, rule=rule))


def _harmless(place: Place, reason: str) -> Path:
    """Where to point at, which is not at an address that nobody is to see."""
    return place.path[:-1] if reason == _SECRET.reason else place.path


def _of_limit(hrefs: Hrefs, total: int) -> FoldProblem:
    place = min((place for found in hrefs.found.values() for place in found.places), key=order_of)
    message = f"{len(hrefs.found):,} of about {total:,} addresses were asked for"
    help_ = "they are spread over the whole; --max-hrefs raises the limit"
    return FoldProblem(place.document, Problem(place.path, message, help_, rule=names.UNCHECKED))
