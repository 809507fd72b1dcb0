"""Outputs of the real tools of this machine, about a small project that is made on the spot."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

QUIET = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
    **{
        f"GIT_{who}_{what}": "t@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


def run(where: Path, *command: str) -> str:
    """What the command prints."""
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is not installed: `sh tools/ensure tools` installs it")
    done = subprocess.run(command, cwd=where, env=QUIET, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "surrogateescape")


def project(where: Path) -> Path:
    """Sixty files in a dozen directories, under git."""
    for area in ("core", "wire/http", "wire/tls", "store", "web ui"):
        for n in range(12):
            file = where / "src" / area / f"part_{n:02}.{'py' if n % 5 else 'md'}"
            file.parent.mkdir(parents=True, exist_ok=True)
            body = [f"def step_{k}_{n}(row):\n    return row + {k * n}\n\n" for k in range(8)]
            file.write_text("".join(body), "utf-8")
    (where / "run.sh").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (where / "run.sh").chmod(0o755)
    (where / "package-lock.json").write_text("{\n" + '  "a": 1,\n' * 200 + '  "z": 0\n}\n', "utf-8")
    run(where, "git", "init", "-q")
    commit(where, "everything")
    return where


def commit(where: Path, message: str) -> None:
    """Commit all there is."""
    run(where, "git", "add", "-A")
    run(where, "git", "commit", "-qm", message)


def change(where: Path) -> None:
    """Edit, move, remove, add, and give another mode."""
    core = where / "src/core"
    for n in (1, 2, 3, 4, 6):
        file = core / f"part_{n:02}.py"
        text = file.read_text("utf-8").replace("return row + 0", "return row  # nothing", 1)
        text = text.replace("def step_5", "def stride_5").replace("step_1_", "pace_1_")
        file.write_text(text + "# the end", "utf-8")
    (core / "part_07.py").unlink()
    (core / "part_08.py").rename(where / "src/store/moved.py")
    (where / "src/core/new file.py").write_text("".join(f"value_{n} = {n}\n" for n in range(90)))
    (where / "run.sh").chmod(0o644)
    (where / "blob.bin").write_bytes(bytes(range(256)) * 9)
    lock = where / "package-lock.json"
    lock.write_text(lock.read_text("utf-8").replace('"a": 1', '"a": 2'), "utf-8")
