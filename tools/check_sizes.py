"""The file-size rule: small files, each of which says on top what it is for.

- No Python file has more than `MOST` lines, and at most `SHARE` of them more than `USUAL`.
- Every Python file with code in it opens with a docstring.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST = 400
USUAL = 250
SHARE = 0.10


def faults(root: Path, names: Iterable[Path]) -> Iterator[str]:
    """What breaks the rule, one sentence each."""
    texts = {name: (root / name).read_text("utf-8") for name in names if name.suffix == ".py"}
    sizes = {name: text.count("\n") for name, text in texts.items()}
    for name, size in sizes.items():
        if size > MOST:
            yield f"{name}: {size} lines; {MOST} is the most, split it by its nouns"
    large = [f"{name} ({size})" for name, size in sizes.items() if size > USUAL]
    if len(large) > SHARE * len(sizes):
        yield f"{len(large)} of {len(sizes)} files have over {USUAL} lines: {', '.join(large)}"
    for name, text in texts.items():
        if text.strip() and ast.get_docstring(ast.parse(text)) is None:
            yield f"{name}: no docstring on top says what this file is for"


def main() -> int:
    """Print the faults of this checkout."""
    found = list(faults(tracked.ROOT, tracked.files()))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
