"""The tables of the configuration page are those of the tree, or the page is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "configuration_table.py"
PAGE = ROOT / "docs" / "configuration.md"


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(TOOL), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_the_page_is_up_to_date() -> None:
    assert run() == (0, "")


def test_a_page_that_is_behind_is_named_and_can_be_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text("utf-8").replace("`24h`", "`25h`", 1).replace("| `10s` |", "|"))
    assert run(str(page)) == (
        1,
        "page.md is behind: run python tools/configuration_table.py --write\n",
    )
    assert run("--write", str(page)) == (0, "")
    assert run(str(page)) == (0, "")


def test_the_table_names_every_setting() -> None:
    text = PAGE.read_text("utf-8")
    for name in ("`store.idle`", "`WEFT_STORE_IDLE`", "`24h`", "`HEADROOM_PROXY_LISTEN`"):
        assert name in text
