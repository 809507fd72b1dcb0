"""`weft explain` shows what stood against each other, and keeps nothing."""

from __future__ import annotations

import json

import pytest
from cli_shell import Shell

ROWS = json.dumps([{"id": n, "name": f"thing {n}", "state": "sold"} for n in range(400)], indent=1)
BODY = json.dumps(
    {
        "model": "gpt-4o",
        "messages": [
            {"role": "user", "content": "What was sold?"},
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": "a", "function": {"name": "items", "arguments": "{}"}},
                    {"id": "b", "function": {"name": "read_file", "arguments": "{}"}},
                ],
            },
            {"role": "tool", "tool_call_id": "a", "content": ROWS},
            {"role": "tool", "tool_call_id": "b", "content": "def f():\n    return 1\n" * 40},
        ],
    }
)


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "rows.json").write_text(ROWS)
    (tmp_path / "body.json").write_text(BODY)
    return Shell(tmp_path)


def test_a_text(shell):
    done = shell.weft("explain", "rows.json", "--lossless")
    assert done.code == 0
    assert "Kind: json" in done.out
    assert "written by json_sheet" in done.out
    rows = [line for line in done.out.splitlines() if "lossless" in line]
    assert rows[0].startswith("json_sheet")
    assert rows[0].endswith("taken")
    assert any("compact_json" in row and "longer than" in row for row in rows)
    assert not (shell.home / ".local").exists()


def test_what_was_left_out_is_said(shell):
    done = shell.weft("explain", "rows.json", "-q", "Which is thing 17?")
    assert "Left out, each with a marker:" in done.out
    assert "rows" in done.out


def test_every_text_of_a_body(shell):
    done = shell.weft("explain", "body.json")
    assert "1. items" in done.out
    assert "2. read_file" in done.out
    assert "It stays as it is" in done.out
    assert "an editing tool needs its lines to the byte" in done.out
    one = shell.weft("explain", "body.json", "--block", "2")
    assert "items" not in one.out
    assert shell.weft("explain", "body.json", "--block", "3").code == 2


def test_json_for_scripts(shell):
    (told,) = json.loads(shell.weft("explain", "rows.json", "--json").out)
    assert told["kind"] == "json"
    assert told["tokens_after"] < told["tokens_before"]
    taken = [trial for trial in told["trials"] if trial["verdict"] == "taken"]
    assert [trial["forms"] for trial in taken] == [told["forms"]]
    assert set(told["ms_by_form"]) >= {"json_sheet", "compact_json"}


def test_the_text_can_be_shown(shell):
    done = shell.weft("explain", "--show", "--lossless", stdin=ROWS)
    assert "thing 399" in done.out


def test_an_empty_text_and_a_request_without_results(shell):
    assert "stays as it is" in shell.weft("explain", stdin="").out
    empty = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]})
    assert "no text in this request" in shell.weft("explain", stdin=empty).out
