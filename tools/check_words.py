"""What no file of ours may hold: the paths of a developer's machine, and package registry hosts.

Where packages come from is for each user's own configuration to say. The hosts looked for are
put together from parts, so that this file does not hold them either; the paths are those of the
machine it runs on.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST = 5  # characters; a checkout in `/src` is no reason to forbid that word
MACHINE_PATHS = [  # of whatever machine this runs on
    (str(place), end)
    for place, end in ((tracked.ROOT, ""), (tracked.ROOT.parent, "/."), (Path.home(), "/."))
    if len(str(place)) >= SHORTEST
]
REGISTRY_HOSTS = [
    ("pypi", ".org"),
    ("pypi", ".python.org"),
    ("python", "hosted.org"),
    ("deb.debian", ".org"),
    ("ftp.debian", ".org"),
    ("registry.npm", "js.org"),
    ("registry.yarn", "pkg.com"),
    ("crates", ".io"),
    ("proxy.go", "lang.org"),
    ("conda", ".anaconda.org"),
]

_WORDS = re.compile(
    "|".join(re.escape(start + end) for start, end in MACHINE_PATHS + REGISTRY_HOSTS),
    re.IGNORECASE,
)


def faults(root: Path, names: Iterable[Path]) -> Iterator[str]:
    """Where such a word stands."""
    for name in names:
        for number, line in enumerate((root / name).read_bytes().split(b"\n"), start=1):
            found = _WORDS.search(line.decode("utf-8", "replace"))
            if found:
                yield f"{name}:{number}: names {found[0]}, which says nothing on another machine"


def main() -> int:
    """Print where this checkout names such a place."""
    found = list(faults(tracked.ROOT, tracked.files()))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
