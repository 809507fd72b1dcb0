"""Whatever fails, the request goes through, unchanged; it is counted, and it says why.

Nothing in the product knows of these tests: stores are stopped, disks are full, a form of somebody
else's raises or never ends.
"""

from __future__ import annotations

import json
import resource
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from exchange_bodies import BIG, messages, result, use
from exchange_law import moved
from exchange_talk import STYLES, Client, example
from exchange_world import JSON, gateway, own, send, turns, until
from redis_server import RedisServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proxy_process import Weft
    from scripted_upstream import Scripted

WRITER = Client("anthropic", STYLES[0])
PATH = WRITER.path
KEY = ("x-api-key", "sk-ant-api-1")


def fresh(number: int) -> bytes:
    """A conversation that nobody has seen, with a long result in it."""
    return messages(
        ("user", f"Please run it ({number})."),
        ("assistant", [use(f"toolu_{number:012}")]),
        ("user", [result(f"toolu_{number:012}", f"{BIG}\nrun {number}")]),
    )


def shortened(weft: Weft, scripted: Scripted, number: int) -> bool:
    """Send one; it arrives either shorter or as it is."""
    sent = send(weft, scripted, WRITER, fresh(number))
    if len(sent.went) < len(sent.came) / 2:
        return True
    assert sent.went == sent.came
    return False


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.close()


def test_a_store_that_is_gone_and_comes_back(
    scripted: Scripted, redis: RedisServer, tmp_path: Path
) -> None:
    with gateway(scripted, tmp_path, WEFT_STORE_URL=redis.url.replace("10s", "500ms")) as weft:
        assert shortened(weft, scripted, 1)
        redis.kill()
        assert not shortened(weft, scripted, 2)
        assert until(weft, "store_failed") == 1
        redis.restart()
        assert shortened(weft, scripted, 3)


def test_a_store_that_does_not_answer(
    scripted: Scripted, redis: RedisServer, tmp_path: Path
) -> None:
    with gateway(scripted, tmp_path, WEFT_STORE_URL=redis.url.replace("10s", "500ms")) as weft:
        assert shortened(weft, scripted, 4)
        redis.pause()
        try:
            begun = time.monotonic()
            assert not shortened(weft, scripted, 5)
            assert time.monotonic() - begun < 10
        finally:
            redis.resume()
        assert until(weft, "store_failed") == 1
        assert shortened(weft, scripted, 6)


def test_a_disk_that_is_full(scripted: Scripted, tmp_path: Path) -> None:
    with gateway(scripted, tmp_path) as weft:
        assert shortened(weft, scripted, 7)
        _, hard = resource.prlimit(weft.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(weft.pid, resource.RLIMIT_FSIZE, (1, hard))
        assert not shortened(weft, scripted, 8)
        assert until(weft, "store_failed") == 1
        resource.prlimit(weft.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert shortened(weft, scripted, 9)


def test_what_failed_once_is_not_written_otherwise_later(
    scripted: Scripted, tmp_path: Path
) -> None:
    """What went as it came, because the store failed, stays so: a cache may hold it."""
    talk = example("failed", rounds=4)
    with gateway(scripted, tmp_path) as weft:
        sent = turns(weft, scripted, WRITER, talk, range(2))
        _, hard = resource.prlimit(weft.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(weft.pid, resource.RLIMIT_FSIZE, (1, hard))
        sent += turns(weft, scripted, WRITER, talk, range(2, 3))
        resource.prlimit(weft.pid, resource.RLIMIT_FSIZE, (hard, hard))
        sent += turns(weft, scripted, WRITER, talk, range(3, 5))
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []


def test_no_time_at_all(scripted: Scripted, tmp_path: Path) -> None:
    with gateway(scripted, tmp_path, WEFT_REWRITE_TIME="0.001ms") as weft:
        assert not shortened(weft, scripted, 10)
        assert until(weft, "over_time") == 1


FORMS = """
import time
from weft.engine.forms import registry
from weft.engine.formset import FormSet
from weft.engine.model import Exactness, Kind

class Broken:
    name, kinds, loses, exactness = "broken", frozenset(Kind), False, Exactness.BYTES
    def fold(self, text):
        raise RuntimeError("this form is broken")
    def unfold(self, text):
        raise RuntimeError("this form is broken")

class Endless(Broken):
    name = "endless"
    def fold(self, text):
        while True:
            time.sleep(0)

FORMS = registry.FORMS
registry.FORMS = FormSet((%s(), *FORMS.lossless), FORMS.lossy, FORMS.offload)
"""


@pytest.mark.parametrize("form", ["Broken", "Endless"])
def test_a_form_that_raises_or_never_ends(form: str, scripted: Scripted, tmp_path: Path) -> None:
    """It is put into the gateway's process as an installed package could."""
    (tmp_path / "sitecustomize.py").write_text(FORMS % form)
    begun = time.monotonic()
    with gateway(scripted, tmp_path / "state", PYTHONPATH=str(tmp_path)) as weft:
        talk = example(f"form{form}", rounds=2)
        sent = turns(weft, scripted, WRITER, talk)
        assert time.monotonic() - begun < 40
        assert form.lower() in own(weft, "/stats")["compressions_by_strategy"]
        assert own(weft, "/healthz")["ok"] is True
    for earlier, later in pairwise(sent):
        assert moved(earlier, later) == []


@pytest.mark.parametrize("status", [429, 529])
def test_a_busy_upstream_is_relayed_with_when_to_come_back(
    status: int, weft: Weft, scripted: Scripted
) -> None:
    body = messages(
        ("user", f"[[call x]][[then]][[error {status} 17]]"),
        ("assistant", [use("toolu_000000000001")]),
        ("user", [result("toolu_000000000001")]),
    )
    with weft.raw() as raw:
        answer = raw.ask("POST", PATH, JSON, KEY, body=body)
    assert answer.status == status
    assert answer.value(b"retry-after") == b"17"
    assert json.loads(answer.body)["error"]["type"] in ("rate_limit_error", "overloaded_error")
