"""What an editing tool needs byte for byte is left alone; what is only looked at is not."""

from __future__ import annotations

import pytest

from weft.engine.model import Block, Origin
from weft.policy.reads import NEEDED, is_reading, reason_to_leave

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
    assert reason_to_leave(Block(CODE, Origin(tool=tool))) == NEEDED


@pytest.mark.parametrize("tool", ["Bash", "", "grep", "web_fetch", "read_logs", "ReadMyMail"])
def test_other_tools_are_not(tool: str) -> None:
    assert reason_to_leave(Block(CODE, Origin(tool=tool))) == ""


def test_nobody_edits_a_log_that_was_read() -> None:
    assert reason_to_leave(Block(LOG, Origin(tool="Read"))) == ""


def test_the_caller_may_name_more() -> None:
    assert reason_to_leave(Block(LOG, Origin(tool="fetch_sheet")), {"fetch_sheet"}) == NEEDED
