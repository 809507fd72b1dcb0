"""Texts that golden fixtures are made from: listings, search results, diffs.

Those in `files/` are what `find`, `ls`, `du`, `tar`, `unzip`, `grep`, `rg` and `git` printed about
the small project that `tests/engine/forms/real_tools.py` makes. What Windows prints is made by
hand.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from inputs import TEXTS


def _as_it_is(path: Path) -> str:
    """What a file holds, line ends of Windows too."""
    return path.read_bytes().decode()


HERE = Path(__file__).parent / "files"
FILES = [f"files_{path.stem}" for path in sorted(HERE.glob("*.txt"))]
for _name in FILES:
    _path = HERE / f"{_name.removeprefix('files_')}.txt"
    TEXTS[_name] = partial(_as_it_is, _path)
