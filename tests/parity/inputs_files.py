"""Texts that golden fixtures are made from: listings, search results, diffs.

Those in `files/` are what `find`, `ls`, `du`, `tar`, `grep` and `git` printed about the small
project that `tests/engine/forms/real_tools.py` makes.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from inputs import TEXTS

HERE = Path(__file__).parent / "files"
FILES = [f"files_{path.stem}" for path in sorted(HERE.glob("*.txt"))]
for _name in FILES:
    _path = HERE / f"{_name.removeprefix('files_')}.txt"
    TEXTS[_name] = partial(_path.read_text, "utf-8")
