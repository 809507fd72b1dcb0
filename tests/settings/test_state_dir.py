"""The state directory is its owner's alone, or it is not used."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from weft.settings import state

if TYPE_CHECKING:
    from pathlib import Path

ME = os.geteuid()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_with_all_above_it_and_closed(tmp_path: Path) -> None:
    path = state.prepare(str(tmp_path / "a" / "b"), ME)
    assert mode(path) == 0o700
    assert state.prepare(str(path), ME) == path


def test_one_that_stands_open_is_closed(tmp_path: Path) -> None:
    empty, used = tmp_path / "empty", tmp_path / "used"
    for path in (empty, used):
        path.mkdir(mode=0o755)
    (used / "recall.db").touch()
    for path in (empty, used):
        assert mode(state.prepare(str(path), ME)) == 0o700


def test_one_that_holds_other_things_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letters").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(state.StateDirError, match="is not Weft's alone"):
        state.prepare(str(tmp_path), ME)
    assert mode(tmp_path) == 0o755


def test_nor_is_one_that_everybody_shares(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(state.StateDirError, match="is open to other users"):
        state.prepare(str(tmp_path), ME)
    assert mode(tmp_path) == 0o1777


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(state.StateDirError, match=r"is a file; set another in WEFT_STATE_DIR"):
        state.prepare(str(tmp_path / "state"), ME)
    with pytest.raises(state.StateDirError, match=r"cannot be made \(Not a directory\)"):
        state.prepare(str(tmp_path / "state" / "below"), ME)


def test_a_directory_of_someone_else_is_refused(tmp_path: Path) -> None:
    owner = tmp_path.stat().st_uid
    with pytest.raises(state.StateDirError, match=rf"belongs to another user \(uid {owner}\)"):
        state.prepare(str(tmp_path), owner + 1)
