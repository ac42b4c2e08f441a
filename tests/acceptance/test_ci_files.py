"""The GitHub Action and the GitLab template: valid by their published schemas, and run by a real shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.published_schemas import CODE_CLIMATE, GITHUB_ACTION, GITLAB_CI, SARIF, validate

from ..documents import BAD, BAD_LINE, ITEM

PROJECT = Path(__file__).parents[2]
ACTION = yaml.safe_load((PROJECT / "action.yml").read_text())
TEMPLATE = yaml.safe_load((PROJECT / "templates" / "gitlab-ci.yml").read_text())
STEPS = {step.get("id", step.get("name", step.get("uses"))): step for step in ACTION["runs"]["steps"]}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


class Ran(NamedTuple):
    """What the check of the action did."""

    code: int
    out: str
    summary: str
    outputs: dict[str, str]


def shell_environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a job whose `python` and `stacqc` are those of this test."""
    bin_ = folder / ".bin"
    bin_.mkdir(exist_ok=True)
    for name, arguments in (("python", ""), ("stacqc", " -m stacqc")):
        (bin_ / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        (bin_ / name).chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        "STACQC_CACHE_DIR": str(bin_),
        **more,
    }


def action(folder: Path, **inputs: str) -> Ran:
    """Run the check of the action as the runner would, with these inputs."""
    defaults = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
    given = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
    variables = {k: _filled(v, given) for k, v in STEPS["check"]["env"].items()}
    summary, output = folder / ".summary", folder / ".output"
    environment = shell_environment(
        folder, **variables, GITHUB_ACTION_PATH=str(PROJECT), GITHUB_STEP_SUMMARY=str(summary), GITHUB_OUTPUT=str(output),
    )  # fmt: skip
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", STEPS["check"]["run"]],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    page = summary.read_text() if summary.exists() else ""
    return Ran(done.returncode, done.stdout + done.stderr, page, outputs)


def _filled(text: str, inputs: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda m: inputs[m[1]], text)


def save(folder: Path, name: str, data: Any) -> None:
    (folder / name).write_text(json.dumps(data, indent=2))


def test_the_action_is_valid_and_uses_all_its_inputs() -> None:
    validate(ACTION, GITHUB_ACTION)
    used = set(re.findall(r"inputs\.([a-z-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all("inputs" not in step.get("run", "") for step in ACTION["runs"]["steps"])


def test_findings_fail_the_job_and_are_shown_everywhere(tmp_path: Path) -> None:
    save(tmp_path, "bad.json", BAD)
    ran = action(tmp_path, upload_sarif="true")
    assert ran.code == 1
    assert f"::error title=schema,file=bad.json,line={BAD_LINE}," in ran.out
    assert "## stacqc" in ran.summary
    assert ran.outputs == {"exit-code": "1", "sarif": "stacqc.sarif"}
    log = json.loads((tmp_path / "stacqc.sarif").read_text())
    validate(log, SARIF)
    assert len(log["runs"][0]["results"]) == 1


def test_a_clean_catalog_passes(tmp_path: Path) -> None:
    save(tmp_path, "item.json", ITEM)
    ran = action(tmp_path)
    assert (ran.code, ran.outputs) == (0, {"exit-code": "0"})
    assert "✅" in ran.summary


def test_inputs_reach_the_check(tmp_path: Path) -> None:
    for name in ("a b.json", "c.json", "other.json"):
        save(tmp_path, name, BAD)
    (tmp_path / "own.yaml").write_text("ruleset: own\nrules:\n  schema: warning\n")
    ran = action(
        tmp_path, paths="a b.json\r\nc*.json\n", ruleset="own.yaml", fail_on="warning", format="concise",
        args="--no-config\n--statistics", sarif="out/x.sarif",
    )  # fmt: skip
    assert ran.code == 1, ran.out
    assert ran.out.count(" warning schema ") == 2
    assert ran.outputs["sarif"] == "out/x.sarif"
    assert (tmp_path / "out" / "x.sarif").is_file()


@pytest.mark.parametrize("name", ["paths", "ruleset", "fail_on", "format", "args", "sarif"])
def test_no_input_is_code(tmp_path: Path, name: str) -> None:
    save(tmp_path, "item.json", ITEM)
    action(
        tmp_path, **{name: '$(touch owned) `touch owned`; touch owned & "$(touch owned)" \' | touch owned'}
    )
    assert not (tmp_path / "owned").exists()


def test_modules_of_the_repository_are_not_run(tmp_path: Path) -> None:
    save(tmp_path, "item.json", ITEM)
    for name in ("click.py", "orjson.py"):
        (tmp_path / name).write_text("open('owned', 'w')\n")
    assert action(tmp_path).code == 0
    assert not (tmp_path / "owned").exists()
    assert all(step["env"]["PYTHONSAFEPATH"] for step in STEPS.values() if "python" in step.get("run", ""))


def test_a_path_is_no_option(tmp_path: Path) -> None:
    ran = action(tmp_path, paths="--help")
    assert ran.code == 2
    assert "Usage" not in ran.out


def test_wrong_inputs_are_named_and_fail_the_job(tmp_path: Path) -> None:
    ran = action(tmp_path, fail_on="never")
    assert (ran.code, ran.outputs) == (2, {"exit-code": "2"})
    assert "never" in ran.out


def test_the_template_is_valid_and_writes_its_reports(tmp_path: Path) -> None:
    validate(TEMPLATE, GITLAB_CI)
    job = TEMPLATE["stacqc"]
    save(tmp_path, "bad.json", BAD)
    (command,) = job["script"]
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=shell_environment(tmp_path, **job["variables"]), capture_output=True
    )  # fmt: skip
    assert done.returncode == 1
    reports = job["artifacts"]["reports"]
    violations = json.loads((tmp_path / reports["codequality"]).read_text())
    validate(violations[0], CODE_CLIMATE)
    assert violations[0]["location"] == {"path": "bad.json", "lines": {"begin": BAD_LINE}}
    assert "<testsuites" in (tmp_path / reports["junit"]).read_text()
