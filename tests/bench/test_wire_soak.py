"""The soak leaves nothing behind, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from wire_process import HERE

PATIENCE = 30.0  # seconds


def members(session: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_it_has_started(number: signal.Signals) -> None:
    command = [sys.executable, str(HERE / "wire_soak.py"), "--verbose", "--minutes", "0.5"]
    with subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as soak:
        try:
            assert soak.stdout
            assert b"Sample" in soak.stdout.readline()  # all is up
            assert len(members(soak.pid)) >= 3  # it, the proxy and the upstream
            os.kill(soak.pid, number)
            assert soak.wait(PATIENCE) != 0
            assert members(soak.pid) == []
        finally:
            for pid in members(soak.pid):
                os.kill(pid, signal.SIGKILL)
