"""Names that no loaded ruleset has: what was meant, and which ruleset has them."""

from __future__ import annotations

from collections.abc import Callable

from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import Rulesets, bundled, load
from stacqc.words import did_you_mean


def no_rule(text: str, loaded: Rulesets) -> RulesetError:
    """Return what is wrong with a name, `ruleset/*` or `tag:x` that stands for no loaded rule."""
    is_form = text.startswith("tag:") or text.endswith("/*")
    said = f"No rule fits {text}" if is_form else f"There is no rule {text}"
    owner = _owner(lambda made: made.has(text))
    if owner:
        return _of_another(said, text, owner)
    return RulesetError(said, help=_near_rule(text, loaded), name=text)


def no_option(name: str, loaded: Rulesets) -> RulesetError:
    """Return what is wrong with an option that no loaded ruleset has."""
    owner = _owner(lambda made: name in made.options)
    if owner:
        return _of_another(f"There is no option {name}", name, owner)
    said = f"No loaded ruleset has an option {name}"
    return RulesetError(said, help=_near_option(name, loaded), name=name)


def _owner(has: Callable[[Rulesets], bool]) -> str:
    """Return the bundled ruleset that has something, of several the one that extends fewest."""
    owners = [made for made in (load([name]) for name in bundled()) if has(made)]
    return min(owners, key=lambda made: len(made.names)).names[-1] if owners else ""


def _of_another(said: str, name: str, owner: str) -> RulesetError:
    help = f"it is of the ruleset {owner}: add --ruleset {owner}, or {owner} to ruleset in the configuration"
    return RulesetError(f"{said} in the rulesets of this run", help=help, name=name)


def _near_option(name: str, loaded: Rulesets) -> str:
    if not loaded.options:
        return "the rulesets of this run have no options: leave it out"
    return did_you_mean(name, loaded.options) or f"known are {', '.join(loaded.options)}"


def _near_rule(text: str, loaded: Rulesets) -> str:
    infos = [rule.info for rule in loaded.rules.values()]
    forms: list[str] = []
    if text.startswith("tag:"):
        forms = sorted({f"tag:{tag}" for info in infos for tag in info.tags})
    elif text.endswith("/*"):
        forms = sorted({f"{name}/*" for info in infos for name in info.rulesets})
    if forms:
        return did_you_mean(text, forms) or f"known are {', '.join(forms)}"
    if "*" in text:
        return "rules are named one by one, or as ruleset/* or tag:x"
    if text in bundled():
        return f"{text} is a ruleset: its rules are {text}/*, and --ruleset {text} loads it"
    if "," in text:
        return "name each rule by itself: --only a --only b"
    return did_you_mean(text, loaded.rules) or "stacqc rules lists them"
