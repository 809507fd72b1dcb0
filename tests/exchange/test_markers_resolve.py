"""Reversibility: every marker that ever went upstream leads to its original, to the byte.

The gateway is killed (SIGKILL) at some point; what reached the upstream until then, whole or in
part, is looked up in what it left on disk.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest
from exchange_law import hashes
from exchange_talk import STYLES, Client, Talk, example
from exchange_world import JSON, gateway
from proxy_plays import PATIENCE
from proxy_process import WEFT, children
from proxy_raw import Cut

from weft.recall.store import from_url

if TYPE_CHECKING:
    from pathlib import Path

    from proxy_process import Weft
    from scripted_upstream import Scripted

WRITER = Client("anthropic", STYLES[0])
LINES = 300  # of each result: so many that parts are left out


def gone_upstream(scripted: Scripted, since: int) -> set[str]:
    """The hashes in everything that came since, in bodies that broke off too."""
    return {each for seen in scripted.everything()[since:] for each in hashes(bytes(seen.body))}


def results(*talks: Talk) -> set[str]:
    return {call[2] for talk in talks for each in talk.rounds for call in each.calls}


def resolved(state: Path, found: set[str]) -> list[str | None]:
    """The originals, as a process that starts after the crash finds them."""
    store = from_url(f"sqlite:{state}/recall.db")
    try:
        texts: list[str | None] = []
        for each in sorted(found):
            tenant = store.owner(each)
            folio = None if tenant is None else store.open(tenant, each)
            texts.append(None if folio is None else folio.text())
            assert tenant is None or store.keyring.names(tenant, each, str(texts[-1]))
        return texts
    finally:
        store.close()


def talk_until_it_dies(weft: Weft, talk: Talk, started: threading.Semaphore) -> None:
    for number in range(len(talk.rounds) + 1):
        try:
            with weft.raw() as raw:
                started.release()
                raw.ask(
                    "POST",
                    WRITER.path,
                    JSON,
                    ("x-api-key", talk.name),
                    body=WRITER.body(talk, number),
                )
        except (Cut, OSError):
            return


@pytest.mark.parametrize("after", [1, 3, 4, 6, 8, 11])
def test_after_a_kill_every_marker_resolves(after: int, scripted: Scripted, tmp_path: Path) -> None:
    talks = [example(f"kill{after}{each}", 4, LINES) for each in ("a", "b", "c")]
    since = len(scripted.everything())
    started = threading.Semaphore(0)
    with gateway(scripted, tmp_path) as weft:
        threads = [
            threading.Thread(target=talk_until_it_dies, args=(weft, talk, started))
            for talk in talks
        ]
        for thread in threads:
            thread.start()
        for _ in range(after):
            assert started.acquire(timeout=PATIENCE)
        os.kill(weft.pid, signal.SIGKILL)
        for thread in threads:
            thread.join(PATIENCE)
    found = resolved(tmp_path, gone_upstream(scripted, since))
    assert set(found) <= results(*talks)


def test_and_there_are_markers_to_resolve(scripted: Scripted, tmp_path: Path) -> None:
    """Two workers, the whole conversation, then the kill."""
    talk = example("all", 6, LINES)
    since = len(scripted.everything())
    with gateway(scripted, tmp_path, "--workers", "2") as weft:
        talk_until_it_dies(weft, talk, threading.Semaphore(0))
        for pid in [*children(weft.pid), weft.pid]:
            os.kill(pid, signal.SIGKILL)
    found = gone_upstream(scripted, since)
    assert len(found) >= 3
    assert set(resolved(tmp_path, found)) <= results(talk)


def test_the_command_line_finds_it_too(scripted: Scripted, tmp_path: Path) -> None:
    talk = example("found", 4, LINES)
    since = len(scripted.everything())
    with gateway(scripted, tmp_path) as weft:
        talk_until_it_dies(weft, talk, threading.Semaphore(0))
    store = f"sqlite:{tmp_path}/recall.db"
    hash_ = min(gone_upstream(scripted, since))
    opened = from_url(store)
    tenant = opened.owner(hash_)
    opened.close()
    assert tenant
    made = subprocess.run(
        [str(WEFT), "retrieve", hash_, "--raw", "--store", store, "--tenant", tenant],
        capture_output=True,
        check=True,
        env={"WEFT_STATE_DIR": str(tmp_path)},
    )
    assert made.stdout.decode("utf-8", "surrogatepass") in results(talk)
