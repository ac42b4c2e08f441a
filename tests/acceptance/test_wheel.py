"""What is installed is whole: the wheel brings the schemas and the rules, and works by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from ..documents import ITEM

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_checks_a_file_by_itself(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    sat = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"
    item = {**ITEM, "stac_extensions": [sat], "properties": {**ITEM["properties"], "sat:orbit_state": "up"}}
    (tmp_path / "x.json").write_text(json.dumps(item))
    # Only the unpacked wheel may answer, not the checkout that the tests run in.
    code = f"import stacqc, sys; assert stacqc.__file__.startswith({str(installed)!r}); from stacqc.cli import main; main()"
    command = [sys.executable, "-c", code, "check", "--ruleset", "isdeform", "x.json", "-f", "json"]
    environment = {**os.environ, "PYTHONPATH": str(installed), "STACQC_CACHE_DIR": str(tmp_path / "cache")}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    assert ("schema", "/properties/sat:orbit_state") in {
        (f["rule"], f["pointer"]) for f in json.loads(run.stdout)["findings"]
    }
