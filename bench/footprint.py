"""What an installation costs: its size, the time its imports take, the memory it holds.

Sizes are those of the installed files of the base dependencies and all they need. Times are
medians of whole processes, taken in turn with a bare interpreter's, so that the ratio means
something on a busy machine too. `--json` writes the figures for a program to read.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import weft

MB = 1_000_000
RUNS = 21

LIMIT_INSTALL_MB = 80
LIMIT_IMPORT_MS = 60
LIMIT_VERSION_MS = 150

COUNT = "from weft.engine import tokens; tokens.count('some text')"
VERSION = "import sys; sys.argv = ['weft', '--version']; from weft.cli.main import run; run()"
# The peak of this process alone: on Linux the usual counter also holds the peak of its parent.
PEAK = """
import pathlib, resource, sys
status = pathlib.Path("/proc/self/status")
if status.exists():
    lines = status.read_text().splitlines()
    peak = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether it is within its limit."""
        if self.limit is None:
            return ""
        return f"{'within' if self.value < self.limit else 'OVER'} {self.limit:g} {self.unit}"


def closure(root: str = "weft") -> set[str]:
    """The base dependencies and all they need, by their canonical names."""
    found: set[str] = set()
    todo = deque([(canonicalize_name(root), "")])
    seen = set(todo)
    while todo:
        name, extra = todo.popleft()
        found.add(name)
        for line in metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            needed = canonicalize_name(requirement.name)
            for item in [(needed, ""), *((needed, extra) for extra in sorted(requirement.extras))]:
                if item not in seen:
                    seen.add(item)
                    todo.append(item)
    return found - {canonicalize_name(root)}


def installed_bytes(name: str) -> int:
    """The size of everything a package has put on the disk."""
    files = metadata.files(name) or []
    return sum(
        path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()
    )


def own_bytes() -> int:
    """The size of Weft's own files, which an editable installation does not list."""
    package = Path(weft.__file__).parent
    tag = sys.implementation.cache_tag  # a checkout may hold the caches of other versions too
    return sum(
        path.stat().st_size
        for path in package.rglob("*")
        if path.is_file() and (path.suffix != ".pyc" or f".{tag}." in path.name)
    )


def milliseconds(*command: str) -> float:
    """How long a process takes, start to end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


def times(commands: dict[str, list[str]], runs: int = RUNS) -> dict[str, float]:
    """The median time of each command, all taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(milliseconds(*command))
    return {name: statistics.median(values[1:]) for name, values in taken.items()}


def peak_mb(code: str) -> float:
    """The most memory a fresh interpreter holds while it runs this."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{PEAK}"], check=True, stdout=subprocess.PIPE, text=True
    )
    return int(done.stdout.split()[-1]) / MB


def figures() -> list[Figure]:
    """Measure everything."""
    sizes = {name: installed_bytes(name) / MB for name in sorted(closure())}
    own = own_bytes() / MB
    python = sys.executable
    taken = times(
        {
            "bare": [python, "-c", "pass"],
            "import": [python, "-c", "import weft"],
            "version": [str(Path(python).parent / "weft"), "--version"],
        }
    )
    bare = taken["bare"]
    return [
        *(Figure(f"size of {name}", size, "MB") for name, size in sizes.items()),
        Figure("size of weft itself", own, "MB"),
        Figure("installed size, all of it", sum(sizes.values()) + own, "MB", LIMIT_INSTALL_MB),
        Figure("python -c pass", bare, "ms"),
        Figure(
            "import weft, beyond that",
            taken["import"] - bare,
            "ms",
            LIMIT_IMPORT_MS,
            f"the process takes {taken['import'] / bare:.2f} times a bare interpreter's time",
        ),
        Figure(
            "weft --version, the process",
            taken["version"],
            "ms",
            LIMIT_VERSION_MS,
            f"{taken['version'] / bare:.2f} times a bare interpreter's time",
        ),
        Figure("memory of python -c pass", peak_mb("pass"), "MB"),
        Figure("memory of import weft", peak_mb("import weft"), "MB"),
        Figure("memory of weft --version", peak_mb(VERSION), "MB"),
        Figure("memory with a vocabulary loaded", peak_mb(COUNT), "MB"),
    ]


def main() -> int:
    """Print the figures."""
    measured = figures()
    if "--json" in sys.argv[1:]:
        print(json.dumps([asdict(figure) for figure in measured], indent=2))
        return 0
    for figure in measured:
        tail = "  ".join(filter(None, (figure.verdict, figure.note)))
        print(f"{figure.what:34} {figure.value:8.1f} {figure.unit}  {tail}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
