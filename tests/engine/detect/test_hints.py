"""Which kinds a call promises, and what comes of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.detect import command_line, detect
from weft.engine.detect.hints import expected, said
from weft.engine.model import Kind, Origin

COMMANDS = {
    "grep -rn foo src | head -50": Kind.SEARCH,
    "rg -n 'a|b' lib": Kind.SEARCH,
    "ls -la": Kind.LISTING,
    "find . -name '*.py' | sort | uniq": Kind.LISTING,
    "git -C there diff HEAD~1 | cat": Kind.DIFF,
    "git log -5": Kind.DIFF,
    "cd x && pytest -q 2>&1 | tail -20": Kind.BUILD,
    "uv run pytest": Kind.BUILD,
    "python3 -m unittest -v": Kind.BUILD,
    "CI=1 npm test": Kind.BUILD,
    "timeout 60 cargo build": Kind.BUILD,
    "kubectl get pods -o json": Kind.JSON,
    "kubectl get deploy web -o=yaml": Kind.YAML,
    "kubectl get pods -A": Kind.TABLE,
    "gh pr list --json number": Kind.JSON,
    "cat package.json | jq '.scripts'": Kind.JSON,
    "sudo journalctl -u web | grep -i error": Kind.LOG,
    "docker logs web --tail 100": Kind.LOG,
    "bash -lc 'ls -la | sort'": Kind.LISTING,
    "sed -n 1,40p README.md": Kind.MARKDOWN,
    "head -n 20 data/prices.csv": Kind.DELIMITED,
    "docker run --help": Kind.MAN,
    "psql -c 'select 1'": Kind.TABLE,
}


@pytest.mark.parametrize(("command", "kind"), COMMANDS.items())
def test_a_command_promises_a_kind(command: str, kind: Kind) -> None:
    assert expected(Origin(arguments=command))[0] is kind
    for name in ("command", "cmd", "script"):
        assert expected(Origin(arguments=json.dumps({name: command})))[0] is kind


@pytest.mark.parametrize("command", ["echo hi", "find . | wc -l", "curl -s http://a/b", "", "a &&"])
def test_what_promises_nothing(command: str) -> None:
    assert expected(Origin(arguments=command)) == ()


def test_words_of_a_command() -> None:
    assert said('{"command": ["bash", "-lc", "ls -la | sort"]}') == ("bash -lc 'ls -la | sort'", "")
    assert expected(Origin(arguments='{"command": ["bash", "-lc", "ls -la"]}')) == (Kind.LISTING,)


def test_a_path_a_media_type_and_a_tool() -> None:
    assert expected(Origin("Read", '{"file_path": "/srv/a.yml"}')) == (Kind.YAML,)
    assert expected(Origin(media_type="application/json; charset=utf-8")) == (Kind.JSON,)
    assert expected(Origin(media_type="application/problem+json")) == (Kind.JSON,)
    assert expected(Origin(media_type="text/plain")) == ()
    assert expected(Origin("Grep", '{"pattern": "x"}')) == (Kind.SEARCH,)
    assert expected(Origin("mcp__files__list_directory")) == (Kind.LISTING,)


def test_a_command_is_trusted_before_the_name_of_the_tool() -> None:
    assert expected(Origin("grep_and_more", '{"command": "ls"}')) == (Kind.LISTING,)


def test_a_hint_helps_where_structure_is_unsure() -> None:
    few = "started\n2031-03-04 09:00:00 INFO a\nwaiting for b\nwaiting for c\n"
    assert detect(few) is Kind.TEXT
    assert detect(few, Origin(arguments="docker logs web")) is Kind.LOG


def test_a_file_called_json_that_is_a_log_is_a_log() -> None:
    log = "".join(f"2031-03-04 09:00:{n:02} INFO served {n}\n" for n in range(40))
    assert detect(log, Origin(arguments='{"path": "a.json"}')) is Kind.LOG


def test_the_last_program_of_a_pipe_that_makes_something_new() -> None:
    read = command_line.read
    assert read("cat a.log | grep x | wc -l") == ("wc", ("-l",), "")
    assert read("cat a.log | grep x") == ("cat", ("a.log",), "a.log")
    assert read("cd a; make -j2 | tee out.txt") == ("make", ("-j2",), "")
    assert read("cd a") is None


@given(st.text())
def test_any_command_line(line: str) -> None:
    command_line.read(line)
    expected(Origin(arguments=line))
    expected(Origin(arguments=json.dumps({"command": line, "path": line})))
