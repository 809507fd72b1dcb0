"""A proxy that cannot keep what it will leave out does not start."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from proxy_process import Weft, run

if TYPE_CHECKING:
    from pathlib import Path

UP = ("--upstream", "http://127.0.0.1:9", "--listen", "127.0.0.1:0")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:/proc/none/recall.db", "/proc/none"),
        ("sqlite:/dev/null", "/dev/null"),
        ("redis://user:hush@127.0.0.1:1/0", "127.0.0.1:1"),
    ],
)
def test_a_store_that_does_not_open_is_no_start(url: str, said: str) -> None:
    ended = run(*UP, WEFT_STORE_URL=url)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "listening" not in ended.stderr
    assert "hush" not in ended.stderr


def test_nor_is_one_that_workers_would_not_share() -> None:
    ended = run(*UP, "--workers", "2", WEFT_STORE_URL="memory:")
    assert (ended.returncode, "2 workers cannot share" in ended.stderr) == (2, True)


def test_nor_is_a_state_directory_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = run(*UP, WEFT_STATE_DIR=str(tmp_path / "file"))
    assert (ended.returncode, "is a file" in ended.stderr) == (2, True)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_each_worker_opens_it_and_closes_it(tmp_path: Path, workers: str) -> None:
    state = tmp_path / "state"
    with Weft(*UP, "--workers", workers, WEFT_STATE_DIR=str(state)) as weft:
        assert (state / "recall.db").exists()
        weft.process.terminate()
        assert weft.exit_code() == 0
    assert [each.name for each in state.glob("recall*")] == ["recall.db"]
    shutil.rmtree(state)
