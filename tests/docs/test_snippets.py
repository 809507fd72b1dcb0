"""Every fenced block of the documentation is executed or checked: a page that lies fails.

- `python`: executed; the blocks of a page share one namespace, in order.
- `console`: the commands are run for real, their output is compared (see `console`).
- `toml`: loaded as a weft.toml. `json`: parsed.
- `text`: not code; with the title "Output" it is what the python block before it printed.
- A block with another title is written to a file of that name, for the blocks after it.

All blocks of a page run in one empty directory, with a state directory of their own.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import console
import pytest
from fences import PAGES, ROOT, Fence, fences
from jobs import Jobs

from weft.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUT = "Output"


class Reader:
    """Somebody who follows a page from top to bottom and believes nothing."""

    def __init__(self, directory: Path, jobs: Jobs) -> None:
        self.directory = directory
        self.jobs = jobs
        self.namespace: dict[str, Any] = {"__name__": "page"}
        self.printed = ""
        self.does: dict[str, Callable[[Fence], None]] = {
            "python": self.python,
            "console": self.console,
            "toml": self.toml,
            "json": self.json,
            "text": self.text,
        }

    def follow(self, fence: Fence) -> None:
        action = self.does.get(fence.language)
        assert action, (
            f"{fence.place}: a block in {fence.language or 'no language'!r}, "
            f"which nothing checks; use one of {', '.join(self.does)}"
        )
        if fence.title and fence.title != OUTPUT:
            (self.directory / fence.title).write_text(fence.text, "utf-8")
        try:
            action(fence)
        except Exception as error:
            error.add_note(f"in the block at {fence.place}")
            raise

    def python(self, fence: Fence) -> None:
        # Line feeds in front, so that a traceback names the line of the page.
        code = compile("\n" * fence.line + fence.text, str(fence.page), "exec")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, self.namespace)
        self.printed = printed.getvalue()

    def console(self, fence: Fence) -> None:
        console.check(fence.text, self.directory, os.environ, self.jobs)

    def toml(self, fence: Fence) -> None:
        config = self.directory / (fence.title or "snippet.toml")
        config.write_text(fence.text, "utf-8")
        load(config=str(config))

    def json(self, fence: Fence) -> None:
        json.loads(fence.text)

    def text(self, fence: Fence) -> None:
        if fence.title == OUTPUT:
            assert console.like(fence.text, self.printed), (
                f"{fence.place}: the block before it printed:\n{self.printed}"
            )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_tells_the_truth(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("WEFT_", "HEADROOM_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WEFT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(Jobs(tmp_path)) as jobs:
        reader = Reader(tmp_path, jobs)
        for fence in fences(page):
            reader.follow(fence)
