"""`weft compress` and `weft expand` as a user runs them: files, pipes, bodies, exit codes."""

from __future__ import annotations

import json
import subprocess

import pytest
from cli_shell import COMMAND, PATIENCE, Shell

LOG = "".join(
    f"2026-01-02 03:{n // 60:02}:{n % 60:02} {'ERROR' if n == 417 else 'INFO'} job {n} "
    f"{'failed: disk full' if n == 417 else f'took {n * 37 % 91} ms'}\n"
    for n in range(600)
)
BODY = json.dumps(
    {
        "model": "claude-sonnet-4-5",
        "system": "Be brief.",
        "messages": [
            {"role": "user", "content": "Why did job 417 fail?"},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "t", "name": "bash", "input": {}}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "t", "content": LOG}],
            },
        ],
    },
    indent=1,
)


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "app.log").write_text(LOG)
    (tmp_path / "body.json").write_text(BODY)
    return Shell(tmp_path)


def test_a_file_there_and_back(shell):
    done = shell.weft("compress", "app.log", "-q", "Why did job 417 fail?")
    assert done.code == 0
    assert "disk full" in done.out
    assert len(done.out) < len(LOG) / 2
    assert done.err.startswith("app.log: ")
    assert "original kept: weft retrieve " in done.err
    back = shell.weft("expand", stdin=done.out)
    assert (back.code, back.out) == (0, LOG)
    name = done.err.rpartition("weft retrieve ")[2].strip()
    assert shell.weft("retrieve", name, "--lines", "418").out == LOG.split("\n")[417] + "\n"


def test_in_a_pipe_standard_input_is_read(shell):
    done = shell.weft("compress", "--quiet", stdin=LOG)
    assert (done.code, done.err) == (0, "")
    assert done.out == shell.weft("compress", "app.log").out


def test_lossless_keeps_nothing(shell):
    done = shell.weft("compress", "--lossless", "app.log")
    assert len(done.out) < len(LOG)
    assert not (shell.home / ".local").exists()
    assert shell.weft("expand", stdin=done.out).out == LOG


def test_of_a_body_only_results_of_tools_change(shell):
    done = shell.weft("compress", "body.json", "-o", "new.json")
    assert (done.code, done.out) == (0, "")
    assert "body.json: about " in done.err  # the tokenizer of this model is not public
    new = (shell.home / "new.json").read_text()
    before, text, after = BODY.partition(json.dumps(LOG))
    assert text
    assert new.startswith(before)
    assert new.endswith(after)
    back = shell.weft("expand", "new.json")
    assert (back.code, back.out) == (0, BODY)


def test_json_for_scripts(shell):
    told = json.loads(shell.weft("compress", "app.log", "--json").out)
    assert told["tokens_before"] - told["tokens_after"] == told["tokens_saved"] > 0
    assert told["result"] == shell.weft("compress", "app.log").out
    assert told["blocks"][0]["hash"] == told["hashes"][0]
    both = json.loads(shell.weft("compress", "app.log", "body.json", "--json").out)
    assert [each["file"] for each in both] == ["app.log", "body.json"]


def test_bytes_that_are_no_text_come_through(shell):
    data = b"\xff\xfe caf\xe9\r\n\x00" * 3
    environ = shell.variables()
    for command in (["compress", "--quiet"], ["compress", "--lossless", "--quiet"]):
        done = subprocess.run(
            [*COMMAND, *command],
            input=data,
            env=environ,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        assert done.stdout == data


def test_broken_bytes_are_kept_and_come_back(shell):
    data = LOG.encode().replace(b"job 3 ", b"job \xff\xfe ")
    environ = shell.variables()

    def run(*arguments, stdin=b""):
        return subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            env=environ,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        ).stdout

    short = run("compress", "-q", "job 417", "--quiet", stdin=data)
    assert len(short) < len(data)
    assert run("expand", stdin=short) == data
    name = short.partition(b"<<ccr:")[2][:24].decode()
    assert run("retrieve", "--raw", name) == data


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("compress", "no-such-file"), "does not exist"),
        (("compress", "app.log", "--budget", "0"), "--budget"),
        (("compress", "app.log", "--store", "floppy:a"), "store"),
        (("compress", "app.log", "-o", "no/such/place"), "no/such/place"),
        (("compres",), "Did you mean 'compress'?"),
    ],
)
def test_what_is_wrong_is_said(shell, arguments, says):
    done = shell.weft(*arguments)
    assert done.code in (1, 2)
    assert says in done.err
    assert "Traceback" not in done.err


def test_what_weft_did_not_write_is_given_as_it_is(shell):
    done = shell.weft("expand", stdin="Just a sentence.\n")
    assert (done.code, done.out) == (1, "Just a sentence.\n")
    assert "nothing in it was written by Weft" in done.err


def test_an_original_that_is_gone_is_said(shell):
    short = shell.weft("compress", "app.log", "-q", "job 417").out
    shell.weft("store", "purge", "--all", "--yes")
    done = shell.weft("expand", stdin=short)
    assert (done.code, done.out) == (1, "")
    assert "is no longer there" in done.err
