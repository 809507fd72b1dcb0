"""The journal: text for people, JSON for machines."""

from __future__ import annotations

import io
import json

from weft.gateway.journal import Journal


def written(level: str, *, terminal: bool) -> list[str]:
    stream = io.StringIO()
    journal = Journal(stream, level, lambda: "2026-01-02T03:04:05Z", terminal=terminal)
    journal.debug("looked")
    journal.info("listening on http://h:1 → http://up", listen="http://h:1")
    journal.warn("odd")
    journal.error("broken", why='a "quote"\n')
    return stream.getvalue().splitlines()


def test_people_get_text() -> None:
    assert written("info", terminal=True) == [
        "listening on http://h:1 → http://up",
        "warn: odd",
        "error: broken",
    ]


def test_machines_get_one_object_for_each_line() -> None:
    lines = [json.loads(line) for line in written("debug", terminal=False)]
    assert [line["level"] for line in lines] == ["debug", "info", "warn", "error"]
    assert lines[1]["time"] == "2026-01-02T03:04:05Z"
    assert lines[1]["listen"] == "http://h:1"
    assert lines[3]["why"] == 'a "quote"\n'


def test_only_what_is_asked_for_is_said() -> None:
    assert [json.loads(line)["level"] for line in written("warn", terminal=False)] == [
        "warn",
        "error",
    ]
    assert written("off", terminal=False) == []
