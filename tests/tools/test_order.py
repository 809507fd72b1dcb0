"""The contracts on imports refuse what the design forbids: each shown on a small house."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tracked


def verdict(directory: Path, **modules: str) -> str:
    """What the import linter says of a house of these modules; `a__b` stands for `a/b`."""
    package = directory / "weft"
    files = {"__init__": "", "engine____init__": "", "recall____init__": "", **modules}
    for name, text in files.items():
        path = package / f"{name.replace('__', '/', 1) if name != '__init__' else name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    shutil.copy(tracked.ROOT / ".importlinter", directory)
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout if done.returncode else ""


def test_a_room_may_use_what_lies_below_it(tmp_path: Path) -> None:
    assert not verdict(
        tmp_path,
        recall__store="import weft.engine\nimport sqlite3\n",
        gateway__exchange="import weft.recall.store, weft.wire\n",
        wire____init__="import asyncio\n",
        cli__main="import weft.gateway.exchange, weft.settings, weft.demo\n",
        settings="import os\n",
        demo____init__="import weft.recall\n",
    )


@pytest.mark.parametrize(
    ("module", "text", "broken"),
    [
        ("engine__forms", "import weft.recall", "packages that come before"),
        ("recall__store", "from weft import dialects", "packages that come before"),
        ("attic__box", "", "packages that come before"),
        ("wire__server", "from weft import dialects", "Wire imports nothing"),
        ("wire__server", "import weft.engine", "Wire imports nothing"),
        ("dialects__sse", "import weft.cli", "Nothing imports the command line"),
        ("gateway__exchange", "import weft.demo", "Nothing imports the command line"),
        ("recall__store", "import weft.settings", "Settings reach"),
        ("engine__forms", "import time", "The engine does no input"),
        ("engine__forms", "def f():\n    import random", "The engine does no input"),
        ("engine__forms", "import os.path", "The engine does no input"),
    ],
)
def test_what_the_design_forbids_is_refused(
    tmp_path: Path, module: str, text: str, broken: str
) -> None:
    rooms = {"dialects____init__": "", "cli____init__": "", "settings": "", "demo____init__": ""}
    said = verdict(tmp_path, **rooms, **{module: f"{text}\n"})
    assert any(broken in line and "BROKEN" in line for line in said.splitlines()), said
