"""The supervisor with real processes and real signals."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).with_name("supervised.py")
PATIENCE = 30  # seconds until a test gives up; a busy machine is no fault


class Supervised:
    """The program, and what it has said."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), *arguments], stdout=subprocess.PIPE, text=True
        )
        self._said: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.pids: dict[int, int] = {}

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._said.put(line.rstrip())

    def until(self, what: str) -> str:
        """The next line that begins like this."""
        while True:
            line = self._said.get(timeout=PATIENCE)
            if line.startswith("up "):
                _, place, pid = line.split()
                self.pids[int(place)] = int(pid)
            if line.startswith(what):
                return line

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def code(self) -> int:
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        for pid in [*self.pids.values(), self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def started() -> Iterator[list[Supervised]]:
    running: list[Supervised] = []
    yield running
    for each in running:
        each.end()


def start(started: list[Supervised], *arguments: str) -> Supervised:
    started.append(Supervised(*arguments))
    return started[-1]


def test_it_is_ready_when_all_workers_are(started: list[Supervised]) -> None:
    program = start(started, "3")
    program.until("ready")
    assert sorted(program.pids) == [0, 1, 2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_all_of_them_and_ports_are_let_go_first(
    started: list[Supervised], number: signal.Signals
) -> None:
    program = start(started, "2")
    program.until("ready")
    program.send(number)
    program.until("stopping")
    assert program.code() == 0


def test_a_second_stop_ends_who_is_left(started: list[Supervised]) -> None:
    program = start(started, "2", "1=-1")
    program.until("ready")
    program.send(signal.SIGTERM)
    program.until("no 1")
    program.send(signal.SIGTERM)
    assert program.code() == 0  # it had begun nothing, and so `NOW` ended it as any stop would


def test_a_dead_worker_is_replaced(started: list[Supervised]) -> None:
    program = start(started, "2")
    program.until("ready")
    first = program.pids[1]
    os.kill(first, signal.SIGKILL)
    said = program.until(f"error: worker {first} ended by signal 9")
    assert "another starts in 0.1 s" in said
    program.until("up 1 ")
    assert program.pids[1] != first
    program.send(signal.SIGTERM)
    assert program.code() == 0


def test_one_that_dies_again_and_again_is_replaced_more_and_more_slowly(
    started: list[Supervised],
) -> None:
    program = start(started, "1", "0=3")
    pauses = [program.until("error:").rpartition(" in ")[2] for _ in range(3)]
    assert pauses == ["0.1 s", "0.2 s", "0.4 s"]
    program.send(signal.SIGTERM)
    assert program.code() == 0


def test_a_wrong_configuration_ends_everything(started: list[Supervised]) -> None:
    program = start(started, "3", "1=2")
    program.until("stopping")
    assert program.code() == 2


def test_hup_is_passed_on(started: list[Supervised]) -> None:
    program = start(started, "2")
    program.until("ready")
    program.send(signal.SIGHUP)
    assert {program.until("hup"), program.until("hup")} == {"hup 0", "hup 1"}


def test_workers_notice_that_the_supervisor_is_gone(started: list[Supervised]) -> None:
    program = start(started, "2")
    program.until("ready")
    program.send(signal.SIGKILL)
    assert {program.until("orphan"), program.until("orphan")} == {"orphan 0", "orphan 1"}
