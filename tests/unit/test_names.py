"""What a user names: a database is known however it is spelt, and no password in a name is shown."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from stacqc.safe import without_secrets
from stacqc.sources.names import is_pgstac
from tests.command import stacqc

SECRET = "S3CR" + "ET"
_DATABASES = [
    f"PASSWORD={SECRET} host=127.0.0.1",
    f"connect_timeout=3 password={SECRET} port=1",
    f"application_name=x password={SECRET} port=1",
    f"sslpassword={SECRET} port=1",
    f"x=1 password = {SECRET}",
    f"postgresql:u:{SECRET}@127.0.0.1/db",
    f"postgresql:/u:{SECRET}@127.0.0.1/db",
    f"postgresql//u:{SECRET}@127.0.0.1/db",
    f" 'postgresql://u:{SECRET}@127.0.0.1:1/db'",
    f"psql postgresql://u:{SECRET}@127.0.0.1:1/db",
    f"jdbc:postgresql://127.0.0.1:1/db?password={SECRET}",
    f"postgresql+psycopg://u:{SECRET}@127.0.0.1:1/db",
    f"PGSTAC:port=1 password={SECRET}",
]
_OTHERS = [
    f"u:{SECRET}@127.0.0.1:1/db",
    f"u:a/{SECRET}@127.0.0.1:1/db",
    f"u:{SECRET}*@127.0.0.1:1/db",
    f"https:/u:{SECRET}@127.0.0.1/stac",
    f"https//u:{SECRET}@127.0.0.1/stac",
    f"http:u:{SECRET}@127.0.0.1/stac",
    f"https:/127.0.0.1/stac/token={SECRET}",
    f"s3://key:a/{SECRET}@bucket/x",
    f"file://u:a/{SECRET}@host/x",
]


@pytest.mark.parametrize("name", _DATABASES)
def test_a_misspelt_database_is_one(name: str) -> None:
    assert is_pgstac(name)


@pytest.mark.parametrize(
    "name", ["postgres/a.json", "a/postgresql.json", "pg.json", "hosts=1", "pgstac", "x/host=1/a"]
)
def test_a_path_is_no_database(name: str) -> None:
    assert not is_pgstac(name)


def test_what_lies_here_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("host=1").mkdir()
    assert not is_pgstac("host=1")
    assert is_pgstac("host=2")


@pytest.mark.parametrize("name", [*_DATABASES, *_OTHERS])
@pytest.mark.parametrize("command", ["check", "diff", "properties"])
def test_no_report_shows_the_password_of_a_name(
    command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.chdir(tmp_path)
    names = [tmp_path, name] if command == "diff" else [name]
    for form in ("json", "text") if command == "properties" else ("json", "text", "sarif", "html"):
        result = stacqc(command, *names, "-f", form)
        assert result.exit_code == 2
        assert SECRET not in result.output


@pytest.mark.parametrize("name", _OTHERS[:6])
def test_a_misspelt_address_is_said_to_be_one(name: str, tmp_path: Path) -> None:
    for result in (stacqc("check", name), stacqc("diff", tmp_path, name)):
        assert "address is meant, write https://" in result.output or "no file fits" in result.output


@pytest.mark.parametrize("name", _DATABASES[5:8])
def test_a_misspelt_database_is_told_how_to_be_written(name: str) -> None:
    pytest.importorskip("psycopg")
    assert "write it as postgresql://USER@HOST:PORT/DATABASE" in stacqc("check", name).output


@pytest.mark.parametrize(
    "words",
    [
        [f"postgresql://u:{SECRET}@h/db"],
        ["diff", "a", "b", f"postgresql://u:{SECRET}@h/db"],
        ["check", "--fix", f"postgresql://u:{SECRET}@h/db"],
        ["check", "--changed-since", "x", f"postgresql://h/db?password={SECRET}"],
        ["init", f"https://u:{SECRET}@h/db"],
        ["flatten", f"u:{SECRET}@h/db", "-o", "x"],
    ],
)
def test_no_message_of_a_command_shows_a_password(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "stacqc", *words], cwd=tmp_path, capture_output=True,
                          text=True, check=False, timeout=60)  # fmt: skip
    assert done.returncode == 2
    assert SECRET not in done.stdout + done.stderr
    assert "=…" in done.stderr or ":…@" in done.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://u:p@h:1/db", "postgresql://u:…@h:1/db"),
        ("u:a@b/c@h", "u:…@h"),
        ("https://h/a?api_key=x&b=c", "https://h/a?api_key=…"),
        ("postgresql://h:5432/db", "postgresql://h:5432/db"),
        ("--ids @ids.txt: no file", "--ids @ids.txt: no file"),
        ("a@b/c.json", "a@b/c.json"),
    ],
)
def test_secrets_are_left_out_of_a_text(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_no_name_is_looked_at_for_long() -> None:
    began = time.monotonic()
    for text in ("a:b" * 30_000, "token" * 20_000, "password" + " " * 100_000, "psql" + " " * 100_000):
        without_secrets(text)
        is_pgstac(text)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("seconds", ["inf", "nan", "-1", "0", "0.0001", "3000000", "1e300"])
@pytest.mark.parametrize("command", [["check", "x"], ["diff", "x", "y"], ["properties", "x"]])
def test_a_timeout_that_cannot_be_is_refused(command: list[str], seconds: str) -> None:
    result = stacqc(*command, "--timeout", seconds)
    assert result.exit_code == 2
    assert "0.001<=x<=2147483" in result.output or "not a finite number" in result.output


@pytest.mark.parametrize("degrees", ["inf", "nan", "-1"])
def test_a_tolerance_that_cannot_be_is_refused(degrees: str) -> None:
    result = stacqc("diff", "x", "y", "--tolerance", degrees)
    assert result.exit_code == 2
    assert "not in the range x>=0" in result.output or "not a finite number" in result.output
