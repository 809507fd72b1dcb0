"""Texts with a question and the fact that answers it, which stands once, somewhere in the middle.

Whoever shortens a text for a reader who asks must leave the fact where it can be read.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import texts
import texts_code
import texts_mixed
import texts_tools

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = texts.KINDS | texts_tools.KINDS | texts_code.KINDS | texts_mixed.KINDS

_RECORD = {
    "id": 88231,
    "uuid": "5f0c",
    "name": "quartz ledger",
    "status": "revoked",
    "score": 3.5,
    "created_at": "2025-02-03T08:15:00Z",
    "tags": ["of", "in", "to"],
    "note": "none",
    "owner": {"path": "/srv/quartz", "admin": None},
}
_STATUS = ("What is the status of the quartz ledger?", "revoked")


@dataclass(frozen=True, slots=True)
class Planted:
    """What is put into a text of a kind, before which sign, and what is asked about it."""

    snippet: str
    question: str
    fact: str
    before: str = "\n"


_PRETTY = Planted(json.dumps(_RECORD, indent=2) + ",\n", *_STATUS, before='{\n  "id"')

PLANTED = {
    "transcript": Planted(
        "2025-11-14 10:07:07,001 ERROR    ledger.quartz:77 payment 88231 refused: no funds id=5f\n",
        "Why was payment 88231 refused?",
        "no funds",
        before="2025-11-",
    ),
    "HTTP": _PRETTY,
    "JSON, pretty": _PRETTY,
    "JSON, compact": Planted(
        json.dumps(_RECORD, separators=(",", ":")) + ",", *_STATUS, before='{"id":'
    ),
    "JSON lines": Planted(json.dumps(_RECORD) + "\n", *_STATUS, before='{"id": '),
    "CSV": Planted("88231,quartz ledger,revoked,eu-1,0.5000\n", *_STATUS),
    "table": Planted(
        "|  88231 | quartz     | eu-1   | 0.5077 |\n", "What is the score of quartz?", "0.5077"
    ),
    "ps": Planted(
        "root   88231  9.9 ?        Ss   [quartz]\n", "How much CPU does quartz use?", "9.9"
    ),
    "YAML": Planted(
        "- name: quartz-88231\n  labels:\n    tier: back\n    region: eu-1\n  port: 9443\n",
        "Which port has quartz-88231?",
        "9443",
        "- name",
    ),
    "XML": Planted(
        '  <item id="88231">\n    <name>quartz</name>\n    <state>revoked</state>\n'
        "    <region>eu-1</region>\n  </item>\n",
        "What is the state of quartz?",
        "revoked",
        "  <item",
    ),
    "log": Planted(
        "2025-11-14 10:07:07,001 ERROR    ledger.quartz:77 payment 88231 refused: no funds id=5f\n",
        "Why was payment 88231 refused?",
        "no funds",
    ),
    "code": Planted(
        "def settle_quartz(amount: int) -> int:\n    return amount * 88231\n",
        "What does settle_quartz return?",
        "amount * 88231",
        "def ",
    ),
    "minified": Planted(
        "function qz(b,c){return 88231}", "What does qz return?", "return 88231", "function"
    ),
    "prose": Planted(
        "Quartz was first mapped in 1888, and sold in 1891.\n", "When was quartz mapped?", "1888"
    ),
    "test report": Planted(
        "tests/test_quartz.py::test_settles FAILED - AssertionError: 88231 != 7\n",
        "Which test fails, and why?",
        "88231 != 7",
    ),
    "traces": Planted(
        "2025-11-03 10:31:07 ERROR java.io.IOException: quartz is read-only\n"
        "\tat org.quartz.Ledger.write(7)\n",
        "Why can quartz not be written?",
        "read-only",
        "2025-",
    ),
    "search": Planted(
        'src/ledger/quartz.py:88:    raise Refused("no funds")\n',
        "Where is Refused raised?",
        "quartz.py",
    ),
    "paths": Planted("./src/ledger/quartz.py\n", "Where is quartz.py?", "quartz.py"),
    "ls -l": Planted(
        "-rw-r--r-- 1 app app    88231 May  3 10:07 quartz.py\n", "How large is quartz.py?", "88231"
    ),
    "diff": Planted(
        "diff --git a/quartz.py b/quartz.py\nindex 1234567..89abcde 100644\n--- a/quartz.py\n"
        "+++ b/quartz.py\n@@ -7,1 +7,1 @@ def settle(self):\n-    return 7\n+    return 88231\n",
        "What does settle in quartz.py return now?",
        "88231",
        "diff --git",
    ),
    "Python": Planted(
        "    def settle(self, quartz: int) -> int:\n"
        "        if quartz > 7:\n            self.refuse(quartz)\n        return 88231\n\n",
        "What does settle() return?",
        "88231",
        "    def ",
    ),
    "Java, numbered": Planted(
        "   999→        final int quartz = 88231;\n", "How much is quartz?", "88231"
    ),
    "Markdown": Planted(
        "Quartz was first mapped in 1888, and sold in 1891.\n\n", "When was quartz mapped?", "1888"
    ),
    "HTML": Planted(
        "<p>Quartz was first mapped in 1888, and sold in 1891.</p>\n",
        "When was quartz mapped?",
        "1888",
        "<nav",
    ),
}
PLANTED["log, stutters"] = PLANTED["log"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, what is asked of it, and the fact that answers."""

    kind: str
    text: str
    question: str = ""
    fact: str = ""


def asked(kind: str, size: int, seed: int) -> Asked:
    """A text of this kind and about this size."""
    text = KINDS[kind](random.Random(f"{seed} {kind}"), size)
    planted = PLANTED[kind]
    at = text.find(planted.before, len(text) // 2)
    at += planted.before == "\n"
    made = text[:at] + planted.snippet + text[at:]
    return Asked(kind, made, planted.question, planted.fact)


def all_asked(size: int, seed: int = 1) -> Iterator[Asked]:
    """A text of every kind."""
    return (asked(kind, size, seed) for kind in KINDS)


__all__ = ["KINDS", "PLANTED", "Asked", "all_asked", "asked"]
