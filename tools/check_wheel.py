"""What a built wheel and source archive must hold, and what they must not: check_wheel.py DIR

The wheel holds the package whole (every file of `src/weft`), its licence, the command and the
typing mark, and nothing else. The source archive holds what is needed to build and test it.
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SDIST_NEEDS = ("pyproject.toml", "README.md", "LICENSE", "Makefile", "requirements/dev.lock")


def wheel_faults(held: Iterable[str], package: Iterable[str], entry_points: str) -> Iterator[str]:
    """Where a wheel with these files differs from the package."""
    held, package = set(held), set(package)
    for name in sorted(package - held):
        yield f"the wheel lacks {name}"
    for name in sorted(held - package):
        if ".dist-info/" not in name:
            yield f"the wheel holds {name}, which is not part of the package"
    if not any(name.endswith(".dist-info/licenses/LICENSE") for name in held):
        yield "the wheel lacks the licence"
    if "weft = weft.cli.main:run" not in entry_points:
        yield "the wheel lacks the weft command"


def sdist_faults(held: Iterable[str], package: Iterable[str]) -> Iterator[str]:
    """What a source archive with these files lacks."""
    inside = {name.partition("/")[2] for name in held}
    needed = {f"src/{name}" for name in package} | set(SDIST_NEEDS)
    for name in sorted(needed - inside):
        yield f"the source archive lacks {name}"


def main(where: Path) -> int:
    """Check the one wheel and the one source archive in a directory."""
    (wheel,) = where.glob("*.whl")
    (sdist,) = where.glob("*.tar.gz")
    package = [
        name.relative_to("src").as_posix()
        for name in tracked.files()
        if name.is_relative_to("src/weft")
    ]
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entries = [name for name in names if name.endswith("entry_points.txt")]
        commands = "".join(archive.read(name).decode() for name in entries)
    found = list(wheel_faults(names, package, commands))
    with tarfile.open(sdist) as archive:
        found += sdist_faults(archive.getnames(), package)
    for built in (wheel, sdist):
        print(f"{built.name}: {built.stat().st_size / 1024:,.0f} KB")
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
