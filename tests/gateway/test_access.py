"""The file of the access log: what is written when, and what happens when it cannot be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weft.gateway.access import AccessLog, writable
from weft.gateway.fault import Misconfigured

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_are_gathered_and_reopening_begins_a_new_file(tmp_path: Path) -> None:
    path, old = tmp_path / "access.log", tmp_path / "access.log.1"

    async def scene() -> None:
        log = AccessLog(str(path), pytest.fail)
        log.write({"n": 1})
        path.rename(old)
        log.reopen()
        log.write({"n": 2})
        log.close()

    asyncio.run(scene())
    assert (old.read_text(), path.read_text()) == ('{"n":1}\n', '{"n":2}\n')
    assert path.stat().st_mode & 0o007 == 0


def test_the_lines_of_one_turn_are_written_together(tmp_path: Path) -> None:
    path = tmp_path / "access.log"

    async def scene() -> None:
        log = AccessLog(str(path), pytest.fail)
        log.write({"n": 1})
        log.write({"n": 2})
        assert path.read_bytes() == b""
        await asyncio.sleep(0)
        assert path.read_text() == '{"n":1}\n{"n":2}\n'
        log.close()

    asyncio.run(scene())


def test_many_lines_are_not_held(tmp_path: Path) -> None:
    path = tmp_path / "access.log"

    async def scene() -> int:
        log = AccessLog(str(path), pytest.fail)
        for number in range(10_000):
            log.write({"n": number})
        written = path.stat().st_size
        log.close()
        return written

    assert asyncio.run(scene()) > 60_000
    assert len(path.read_text().splitlines()) == 10_000


def test_a_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="access log"):
        writable(str(tmp_path / "missing" / "access.log"))


def test_a_full_disk_costs_lines_and_no_exchange() -> None:
    said: list[str] = []

    async def scene() -> None:
        log = AccessLog("/dev/full", said.append)
        for number in range(3):
            log.write({"n": number})
            await asyncio.sleep(0)
        log.close()

    asyncio.run(scene())
    assert said == ["the access log /dev/full loses lines: No space left on device"]


def test_where_no_new_file_can_be_opened_the_old_one_is_written_on(tmp_path: Path) -> None:
    folder, moved = tmp_path / "logs", tmp_path / "moved"
    folder.mkdir()
    said: list[str] = []

    async def scene() -> None:
        log = AccessLog(str(folder / "access.log"), said.append)
        folder.rename(moved)
        log.reopen()
        log.write({"n": 1})
        log.close()

    asyncio.run(scene())
    assert (moved / "access.log").read_text() == '{"n":1}\n'
    assert "the old file is written on" in said[0]
