"""The files that a project needs to begin with: configuration, pre-commit, and a job of its CI."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from stacqc.starting.survey import Survey
from stacqc.version import __version__


class File(NamedTuple):
    """A file to write, and what is to be done by hand where it exists already; empty for nothing."""

    path: str
    text: str
    by_hand: str = ""


def config(found: Survey, ruleset: str) -> File:
    """Return the configuration, with the settings that are most used explained."""
    options = _LAYOUT.format(layout=found.layout) if found.layout and ruleset == "isdeform" else _NO_OPTIONS
    text = _CONFIG.format(path=found.path, ruleset=ruleset, options=options)
    return File("stacqc.toml", text)


def pre_commit(found: Survey) -> File:
    """Return the configuration of pre-commit with both hooks."""
    folder = "" if found.folder in ("", ".") else f"\n        files: '^{re.escape(found.folder)}/'"
    hooks = _HOOKS.format(version=__version__, path=shlex.quote(found.path), files=folder)
    return File(".pre-commit-config.yaml", f"repos:\n{hooks}", f"add to its repos:\n\n{hooks}")


def github(found: Survey) -> File:
    """Return a workflow for GitHub."""
    text = _GITHUB.format(version=__version__, path=shlex.quote(found.path))
    return File(".github/workflows/stacqc.yml", text)


def gitlab(found: Survey) -> File:
    """Return a job for GitLab."""
    job = _GITLAB.format(version=__version__, path=shlex.quote(found.path))
    return File(".gitlab-ci.yml", job, f"add to it:\n\n{job}")


CI = {"github": github, "gitlab": gitlab}

_LAYOUT = """\
[options]
layout = "{layout}"  # of the ids: live (flat folder of a run) or legacy (nested folders)"""
_NO_OPTIONS = """\
# Options of rule files of your own.
# [options]
# name = 5"""
_CONFIG = """\
# Settings of stacqc; the nearest file upwards from the first input holds.
# Check with: stacqc check {path}

# Rules: recommended, strict, isdeform, pgstac, or the path of a rule file of your own.
ruleset = ["{ruleset}"]

# Rules to add or to leave out, by name, as "ruleset/*" or as "tag:x"; `stacqc rules` lists them.
# select = []
# ignore = []

# The least severity that makes the exit code 1: info, warning or error.
fail-on = "error"

# Findings that are known and passed over; made by: stacqc check --write-baseline {path}
# baseline = "stacqc-baseline.json"

# Folders of more JSON Schemas, for extensions that stacqc does not bring.
# schema-dir = ["schemas"]

# [severity]
# extension-uri = "warning"  # off, info, warning or error

{options}

# [per-file."legacy/**"]
# ignore = ["link-media-type"]
"""

_HOOKS = """\
  - repo: local
    hooks:
      - id: stacqc
        name: stacqc (changed files)
        entry: stacqc check --each-alone --no-progress
        language: python
        additional_dependencies: [stacqc=={version}]
        types: [json]{files}
      - id: stacqc-catalog
        name: stacqc (whole catalog)
        entry: stacqc check --no-progress {path}
        language: python
        additional_dependencies: [stacqc=={version}]
        pass_filenames: false
        always_run: true
"""

_GITHUB = """\
name: stacqc
on: [push, pull_request]
permissions:
  contents: read
jobs:
  stacqc:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-python@v6
        with:
          python-version: "3.12"
      - run: pip install stacqc=={version}
      - run: stacqc check -f github -f markdown:stacqc.md {path}
      - if: always()
        run: cat stacqc.md >> "$GITHUB_STEP_SUMMARY"
"""

_GITLAB = """\
stacqc:
  stage: test
  image: python:3.12-slim
  before_script:
    - pip install stacqc=={version}
  script:
    - stacqc check -f text -f gitlab:gl-code-quality-report.json -f junit:stacqc.xml {path}
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
      junit: stacqc.xml
"""
