"""The page of dependencies lists exactly what `pyproject.toml` asks for, each with a reason."""

from __future__ import annotations

import re
import tomllib

import pytest
from fences import ROOT

PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements}


def rows(heading: str) -> list[list[str]]:
    """The table under this heading, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(
    ("heading", "requirements"),
    [
        ("Base", PYPROJECT["project"]["dependencies"]),
        ("Building Weft", PYPROJECT["dependency-groups"]["build"]),
        ("Working on Weft", PYPROJECT["dependency-groups"]["dev"]),
    ],
)
def test_a_table_lists_what_is_asked_for(heading: str, requirements: list[str]) -> None:
    listed = [row[0] for row in rows(heading)]
    assert listed == sorted(names(requirements))


def test_the_table_of_extras_lists_every_extra() -> None:
    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = {(extra, name) for extra, needs in extras.items() for name in names(needs)}
    assert {(row[0], row[1]) for row in rows("Extras")} == wanted


@pytest.mark.parametrize("heading", ["Base", "Extras", "Building Weft", "Working on Weft"])
def test_every_dependency_has_a_reason_and_a_licence(heading: str) -> None:
    for row in rows(heading):
        assert all(row), row


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_a_lock_pins_everything_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    pins = re.findall(
        r"^([\w.-]+)==\S+.*(?:\\\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE
    )
    assert len(pins) == len(re.findall(r"^\w", text, re.MULTILINE))
    assert "://" not in text
    wanted = names(PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["build"])
    assert {name.replace(".", "-") for name in wanted} <= set(pins)
