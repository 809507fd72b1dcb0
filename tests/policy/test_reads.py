"""What an editing tool needs byte for byte is left alone; what is only looked at is not."""

from __future__ import annotations

import json

import pytest

from weft.engine.model import Block, Origin
from weft.policy.reads import Care, care, is_reading

CODE = "".join(f"def f{n}(x):\n    return x + {n}\n\n" for n in range(20))
LOG = "".join(f"2026-01-02 03:04:{n:02} INFO job {n} done\n" for n in range(50))


@pytest.mark.parametrize(
    "tool",
    [
        "Read",
        "read_file",
        "readFile",
        "view",
        "str_replace_editor",
        "mcp__filesystem__read_text_file",
        "ReadFile",
        "text-editor",
        "mcp__my_files__read_file",
    ],
)
def test_reading_tools_are_known_by_their_names(tool: str) -> None:
    assert is_reading(tool)
    assert care(Block(CODE, Origin(tool=tool))) is Care.LINES


@pytest.mark.parametrize("tool", ["Bash", "", "grep", "web_fetch", "read_logs", "ReadMyMail"])
def test_other_tools_are_not(tool: str) -> None:
    assert not is_reading(tool)
    assert care(Block(LOG, Origin(tool=tool))) is Care.FREE


def test_nobody_edits_a_log_that_was_read() -> None:
    assert care(Block(LOG, Origin(tool="Read"))) is Care.FREE


def test_the_caller_may_name_more() -> None:
    assert care(Block(LOG, Origin(tool="fetch_sheet")), {"fetch_sheet"}) is Care.EXACT


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat src/app.py", Care.WHOLE),
        ("nl -ba src/app.py | sed -n '20,80p'", Care.WHOLE),
        ("git show HEAD:x", Care.WHOLE),  # told by its text
        ("cat node_modules/axios/lib/axios.js", Care.FREE),
        ("sed -n 1,90p /usr/lib/python3/dist-packages/click/core.py", Care.FREE),
        ("curl https://example.org/setup.py", Care.FREE),
    ],
)
def test_code_that_a_shell_printed_is_kept_whole(command: str, expected: Care) -> None:
    origin = Origin(tool="bash", arguments=json.dumps({"command": command}))
    assert care(Block(CODE, origin)) is expected


def test_code_that_somebody_hands_in_is_free() -> None:
    assert care(Block(CODE)) is Care.FREE
