"""The sources that golden fixtures are made from, and real files of this machine, for tests."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from weft.engine.code.grammars import grammar
from weft.engine.model import Candidate

HERE = Path(__file__).parents[2] / "parity" / "sources"
NAMES = sorted(path.stem for path in HERE.glob("*.txt"))
PROJECT = Path(__file__).parents[3] / "src"
LIBRARY = Path(sysconfig.get_path("stdlib"))
PACKAGES = Path(sysconfig.get_path("purelib"))


def source(name: str) -> str:
    return (HERE / f"{name}.txt").read_text("utf-8")


def python_files(most: int) -> list[Path]:
    """Files of the standard library and of this project, spread evenly."""
    files = sorted(
        [*LIBRARY.glob("*.py"), *(LIBRARY / "email").glob("*.py"), *PROJECT.rglob("*.py")]
    )
    return files[:: max(1, len(files) // most)]


def written(pieces) -> str:
    """The text with markers as they are in the end."""
    return Candidate((), tuple(pieces)).write(
        lambda cut: f"<<ccr:0123456789abcdef01234567 {cut.what}>>", lambda cut: f"<<{cut.what}>>"
    )


def errors(name: str, text: str) -> int:
    """How many errors a grammar finds."""
    known = grammar(name)
    assert known is not None
    waiting = [known.parser.parse(text.encode("utf-8", "surrogatepass")).root_node]
    found = 0
    while waiting:
        node = waiting.pop()
        found += node.is_error or node.is_missing
        waiting += [child for child in node.children if child.has_error or child.is_missing]
    return found
