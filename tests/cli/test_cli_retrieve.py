"""`weft retrieve` in a real process on a real store: what it prints where, and how it ends."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

import pytest
from cli_shell import COMMAND, PATIENCE, Shell

from weft.engine.model import Cut, Lines
from weft.recall.store import from_url

LOG = "".join(f"line {n} {'ERROR' if n == 450 else 'ok'}\n" for n in range(1, 901))
AWKWARD = 'a\x00\r\nlone \ud800 "quoted" \\n\u2028 end, without a line feed: é'
ROWS = json.dumps({"items": [{"id": n, "status": 200 + n, "p": 1.0} for n in range(20)]})


@dataclass(frozen=True)
class Desk:
    """A shell, the URL of its store, and the originals in it."""

    shell: Shell
    url: str
    log: str
    awkward: str
    rows: str
    marker: str

    def retrieve(self, *arguments, **environ):
        return self.shell.weft("retrieve", "--store", self.url, *arguments, **environ)


@pytest.fixture
def desk(tmp_path):
    url = f"sqlite:{tmp_path}/kept/recall.db"
    store = from_url(url)
    log, awkward, rows = (store.put("local", text) for text in (LOG, AWKWARD, ROWS))
    marker = log.mark(Cut(Lines(8, 9), "body of parse()"))
    store.close()
    return Desk(Shell(tmp_path), url, log.hash, awkward.hash, rows.hash, marker)


def test_a_part_comes_on_standard_output_and_its_name_on_standard_error(desk):
    ended = desk.retrieve(desk.log, "--lines", "3-4")
    assert (ended.code, ended.out) == (0, "line 3 ok\nline 4 ok\n")
    assert ended.err == (
        "[lines 3-4 of 900]\n[898 of 900 lines not shown: ask for lines 1-2 or lines 5-900]\n"
    )


def test_a_whole_original_comes_byte_for_byte(desk):
    command = [*COMMAND, "retrieve", "--store", desk.url, desk.awkward]
    done = subprocess.run(
        command, env=desk.shell.variables(), capture_output=True, timeout=PATIENCE, check=True
    )
    assert done.stdout == AWKWARD.encode("utf-8", "surrogatepass")
    assert desk.retrieve(desk.log).out == LOG


def test_a_marker_stands_for_its_part(desk):
    assert desk.marker == f"<<ccr:{desk.log} body of parse(), lines 8-9>>"
    ended = desk.retrieve(desk.marker, "--raw")
    assert (ended.code, ended.out, ended.err) == (0, "line 8 ok\nline 9 ok\n", "")
    assert desk.retrieve(f"{desk.log} line 8").out == "line 8 ok\n"
    assert desk.retrieve(f"<<ccr:{desk.log}>>", "--lines", "1").out == "line 1 ok\n"
    assert desk.retrieve(f"<<ccr:{desk.log} what?>>", "--lines", "1").out == "line 1 ok\n"
    assert desk.retrieve(f"<<ccr:{desk.log} what?>>").code == 2


def test_every_kind_of_question(desk):
    ended = desk.retrieve(desk.rows, "--where", "status>=218", "--fields", "id,p")
    assert ended.out == '{"id": 18, "p": 1.0}\n{"id": 19, "p": 1.0}'
    assert desk.retrieve(desk.rows, "--rows", "2", "--at", "items").out == (
        '{"id": 1, "status": 201, "p": 1.0}'
    )
    assert desk.retrieve(desk.log, "--chars", "1-6").out == "line 1"
    ended = desk.retrieve(desk.log, "--pattern", "error", "-i", "--context", "1")
    assert ended.out == "line 449 ok\nline 450 ERROR\nline 451 ok\n"
    assert "line 450 ERROR" in desk.retrieve(desk.log, "--search", "errors").out
    ended = desk.retrieve(desk.log, "--max-chars", "25")
    assert ended.out == "line 1 ok\nline 2 ok\n"
    assert "ask for lines 3-900" in ended.err


def test_nothing_found_ends_with_one(desk):
    for question in (["--pattern", "zzz"], ["--search", "zzz"]):
        ended = desk.retrieve(desk.log, *question)
        assert (ended.code, ended.out) == (1, "")
        assert "zzz" in ended.err
    ended = desk.retrieve(desk.rows, "--where", "id>99")
    assert (ended.code, ended.out) == (1, "")


def test_an_original_that_is_not_there_ends_with_one(desk):
    ended = desk.retrieve("0" * 24)
    assert (ended.code, ended.out) == (1, "")
    assert "no original 000000000000000000000000 is in this store" in ended.err
    assert "for tenant 'other'" in desk.retrieve(desk.log, "--tenant", "other").err
    assert "for tenant 'other'" in desk.retrieve("0" * 24, "--tenant", "other").err
    assert desk.shell.weft("store", "purge", "--all", "--yes", WEFT_STORE_URL=desk.url).code == 0
    ended = desk.retrieve(desk.log)
    assert ended.code == 1
    assert "is no longer there" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lines", "5000"], "there are 900 lines; ask for lines 1-900"),
        (["--lines", "x"], "write 120-260"),
        (["--pattern", "("], "missing )"),
        (["--rows", "3"], "ask for lines, a pattern or search words"),
        (["--lines", "1", "--search", "x"], "one thing at a time"),
        (["-i"], "belong to a pattern"),
        (["--context", "-1"], "--context"),
        (["--store", "nowhere"], "store.url"),
        (["--config", "missing.toml"], "missing.toml"),
    ],
)
def test_what_cannot_be_answered_ends_with_two(desk, arguments, said):
    ended = desk.retrieve(desk.log, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_what_is_no_marker_ends_with_two(desk):
    for what in ("foo", desk.marker * 2, desk.log.upper(), f"<<ccr:{desk.log}"):
        ended = desk.retrieve(what)
        assert ended.code == 2
        assert "neither a hash of 24 hex digits nor one marker" in ended.err


def test_the_configured_store_is_used(desk):
    assert desk.shell.weft("retrieve", desk.log, "--lines", "1", WEFT_STORE_URL=desk.url).out == (
        "line 1 ok\n"
    )


def test_an_original_that_the_proxy_left_out_for_a_client_is_found(desk):
    store = from_url(desk.url)
    hash_ = store.put("tenant of some key", "line 1\nline 2\n").hash
    store.close()
    assert desk.retrieve(hash_, "--lines", "2").out == "line 2\n"
    assert desk.retrieve(hash_, "--tenant", "tenant of some key").code == 0
    assert desk.retrieve(hash_, "--tenant", "local").code == 1
