"""`weft demo` as a user meets it: a real process, a real file, a real terminal."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest
from cli_shell import COMMAND, PATIENCE, Shell

from weft.demo.conversation import load

if TYPE_CHECKING:
    from pathlib import Path

ESCAPE = "\x1b["


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "scratch").mkdir()
    return Shell(tmp_path, {"TMPDIR": str(tmp_path / "scratch")})


def test_it_plays_proves_and_leaves_nothing_behind(shell: Shell) -> None:
    ended = shell.weft("demo")
    assert (ended.code, ended.err) == (0, "")
    assert "json sheet; nothing" in ended.out
    assert "numbered" in ended.out
    assert "results as they are" in ended.out
    assert ended.out.count("kept: ") == 2
    assert "BROKEN" not in ended.out
    assert ESCAPE not in ended.out
    assert max(map(len, ended.out.splitlines())) <= 100
    assert list((shell.home / "scratch").iterdir()) == []
    assert [each.name for each in shell.home.iterdir()] == ["scratch"]


def test_the_bill_is_smaller_and_adds_up(shell: Shell) -> None:
    made = json.loads(shell.weft("demo", "--json").out)
    assert len(made["turns"]) == load().turn_count
    for name in ("billed", "as_it_came"):
        for figure in ("input", "read", "written", "fresh", "output"):
            assert made["bills"][name][figure] == sum(each[name][figure] for each in made["turns"])
    billed, came = made["bills"]["billed"], made["bills"]["as_it_came"]
    assert billed["dollars"] < 0.9 * came["dollars"]
    saved = came["dollars"] - billed["dollars"]
    assert made["counted"]["money"]["saved_usd"] == pytest.approx(saved, rel=0.2)
    for was, leg in zip(made["turns"][2:], made["turns"][3:], strict=False):
        assert leg["billed"]["read"] >= was["billed"]["read"]  # the cache is never lost


def test_the_table_and_the_totals_agree(shell: Shell) -> None:
    made = json.loads(shell.weft("demo", "--json").out)
    assert made["held"] is True
    results, totals = made["results"], made["totals"]
    assert [each["number"] for each in results] == list(range(1, len(load().results) + 1))
    assert sum(each["tokens_before"] for each in results) == totals["before"]
    assert sum(each["tokens_after"] for each in results) == totals["after"]
    assert totals["before"] - totals["after"] == totals["saved"]
    assert made["replay"]["sha256_first"] == made["replay"]["sha256_second"]
    assert made["fetch"]["sha256_original"] == made["fetch"]["sha256_fetched"]


def test_a_store_of_your_own_keeps_the_originals(shell: Shell) -> None:
    made = json.loads(shell.weft("demo", "--turns", "9", "--store", "sqlite:kept.db", "--json").out)
    original = load().results[made["fetch"]["result"] - 1].text
    back = shell.weft("retrieve", made["fetch"]["hash"], "--store", "sqlite:kept.db", "--raw")
    assert back.out == original
    assert hashlib.sha256(back.out.encode()).hexdigest() == made["fetch"]["sha256_original"]


def test_what_it_advises_works(shell: Shell) -> None:
    out = shell.weft("demo", "--turns", "9", "--store", "sqlite:kept.db").out
    advice = [line for line in out.splitlines() if " weft " in line and "--stay" not in line]
    assert len(advice) == 3
    for line in advice:
        ended = shell.weft(*line.partition(" weft ")[2].split())
        assert ended.code == 0, ended.err


def test_played_twice_everything_comes_from_the_ledger(shell: Shell) -> None:
    first = json.loads(
        shell.weft("demo", "--turns", "9", "--store", "sqlite:kept.db", "--json").out
    )
    again = json.loads(
        shell.weft("demo", "--turns", "9", "--store", "sqlite:kept.db", "--json").out
    )
    assert {each["reason"] for each in again["results"]} == {"decided before"}
    assert again["totals"]["changed"] == first["totals"]["changed"]
    assert again["replay"]["sha256_first"] == first["replay"]["sha256_first"]


def test_in_memory_it_does_not_claim_a_restart(shell: Shell) -> None:
    ended = shell.weft("demo", "--store", "memory:", "--turns", "9")
    assert ended.code == 0
    assert "from the same store" in ended.out
    assert "stopped and started" not in ended.out


def test_a_broken_promise_is_an_exit_code(shell: Shell) -> None:
    forgetful = (
        "import sys; from weft.cli import demo_words; from weft.cli.main import run\n"
        "demo_words.in_memory = lambda url: False  # and so it is stopped and started\n"
        "sys.exit(run(['demo', '--turns', '9', '--store', 'memory:', *sys.argv[1:]]))"
    )
    for options, sign in ((["--plain"], "BROKEN: "), (["--json"], '"held": false')):
        ended = subprocess.run(
            [sys.executable, "-c", forgetful, *options],
            capture_output=True, text=True, check=False, env=shell.variables(),
        )  # fmt: skip
        assert ended.returncode == 1, ended.stderr
        assert sign in ended.stdout
        assert "sent otherwise the second time" in ended.stdout


def test_only_the_first_turns(shell: Shell) -> None:
    made = json.loads(shell.weft("demo", "--turns", "5", "--json").out)
    assert max(each["turn"] for each in made["results"]) == 5
    assert made["held"]


def test_where_nothing_is_left_out_it_says_so(shell: Shell) -> None:
    ended = shell.weft("demo", "--turns", "2")
    assert ended.code == 0
    assert "Nothing was left out of these results" in ended.out


def test_one_result_before_and_after(shell: Shell) -> None:
    made = json.loads(shell.weft("demo", "--turns", "9", "--json").out)
    number = next(each["number"] for each in made["results"] if each["cuts"])
    ended = shell.weft("demo", "--turns", "9", "--show", str(number))
    _, _, texts = ended.out.partition("── before ──\n")
    before, _, after = texts.partition("── after ──\n")
    assert before.startswith(load().results[number - 1].text)
    assert re.search(r"<<ccr:[0-9a-f]{24} [^<>]*lines \d+-\d+>>", after)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--turns", "0"], "0 is not in the range"),
        (["--turns", "1"], "no tool has answered yet"),
        (["--show", "999"], "there are only"),
        (["--store", "nowhere"], "names no store"),
        (["--store", "sqlite:a-file/recall.db"], "a-file"),
    ],
)
def test_mistakes_are_explained(shell: Shell, arguments: list[str], fault: str) -> None:
    (shell.home / "a-file").touch()
    ended = shell.weft("demo", *arguments)
    assert ended.code == 2
    assert fault in ended.err
    assert "Traceback" not in ended.err


def test_on_a_terminal_there_are_colours_and_a_bar(shell: Shell) -> None:
    ended = shell.on_terminal("demo", "--turns", "4", COLUMNS="100", LINES="40")
    assert ended.code == 0
    assert ESCAPE in ended.out
    assert "━" in ended.out


def test_plain_on_a_terminal_is_plain(shell: Shell) -> None:
    ended = shell.on_terminal("demo", "--turns", "4", "--plain", COLUMNS="100", LINES="40")
    assert ended.code == 0
    assert ESCAPE not in ended.out
    assert "━" not in ended.out


def test_no_color_is_heard(shell: Shell) -> None:
    ended = shell.on_terminal("demo", "--turns", "4", COLUMNS="100", LINES="40", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", ended.out)


@pytest.mark.parametrize("columns", [30, 50, 63, 64, 89, 90, 200])
def test_it_fits_any_terminal(shell: Shell, columns: int) -> None:
    ended = shell.on_terminal("demo", "--turns", "4", "--plain", COLUMNS=str(columns), LINES="40")
    assert ended.code == 0
    lines = [line for line in ended.out.splitlines() if " weft " not in line]
    assert max(map(len, lines)) <= columns


def test_interrupted_it_leaves_nothing_behind(shell: Shell) -> None:
    scratch = shell.home / "scratch"
    process = subprocess.Popen(
        [*COMMAND, "demo"],
        cwd=shell.home, env=shell.variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not list(scratch.rglob("recall.db")) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said == b"Interrupted.\n"
    assert list(scratch.iterdir()) == []


def test_it_stays_until_it_is_interrupted(shell: Shell) -> None:
    process = subprocess.Popen(
        [*COMMAND, "demo", "--turns", "2", "--stay"],
        cwd=shell.home, env=shell.variables(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    address = next(
        found[1] for line in process.stdout if (found := re.search(r"curl -s (\S+)/stats", line))
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{address}/stats", timeout=PATIENCE) as answer:
        assert json.load(answer)["lifetime"]["tokens"]["before"] > 0
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert list((shell.home / "scratch").iterdir()) == []


def test_a_reader_that_leaves_early_is_no_error(shell: Shell) -> None:
    process = subprocess.Popen(
        [*COMMAND, "demo"],
        cwd=shell.home, env=shell.variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE) == 141
    assert b"Traceback" not in said
    assert list((shell.home / "scratch").iterdir()) == []
