"""A person directs the model in words; turns are counted by what was said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.demo.model.asked import read
from weft.demo.model.script import DONE, directed, told
from weft.demo.model.words import Call, Fault, Refuse, Say, Think, Turn
from weft.dialects.endpoint import endpoint

HASH = "0123456789abcdef01234567"
MESSAGES = endpoint(b"POST", b"/v1/messages")
assert MESSAGES


def asked(*messages: Any, tools: tuple[str, ...] = ()) -> Any:
    assert MESSAGES
    body = {
        "model": "m",
        "messages": [
            {"role": "assistant" if n % 2 else "user", "content": each}
            for n, each in enumerate(messages)
        ],
        "tools": [{"name": name} for name in tools],
    }
    return read(MESSAGES, body, "key")


def result(text: str) -> list[Any]:
    return [{"type": "tool_result", "tool_use_id": "t", "content": text}]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("[[say Hello.]]", Say("Hello.")),
        ("[[think Well.]]", Think("Well.")),
        ('[[call bash {"command": "ls"}]]', Call("bash", {"command": "ls"})),
        ("[[call bash]]", Call("bash", {})),
        ("[[cite A | B]]", Say("B", "A")),
        ("[[refuse No.]]", Refuse("No.")),
        ("[[error 529 7]]", Fault(529, 7)),
        ("[[break]]", Fault(0)),
    ],
)
def test_a_directive(words: str, part: object) -> None:
    assert directed(asked(f"Please {words}, now")) == Turn((part,))  # type: ignore[arg-type]


def test_turns_are_counted_since_the_person_spoke() -> None:
    words = "[[say One.]][[then]][[say Two.]]"
    assert directed(asked(words)) == Turn((Say("One."),))
    assert directed(asked(words, "One.", result("x"))) == Turn((Say("Two."),))
    assert directed(asked(words, "One.", result("x"), "Two.", result("y"))) == DONE
    assert directed(asked(words, "One.", "And now?")) == DONE


def test_a_list_of_turns_is_said_one_after_the_other() -> None:
    script = told([Turn((Say("First."),)), Turn((Say("Second."),))])
    assert script(asked("Hi")) == Turn((Say("First."),))
    assert script(asked("Hi", "First.", "And?")) == Turn((Say("Second."),))
    assert script(asked("Hi", "First.", "And?", "Second.", "And?")) == DONE


def test_but_a_person_is_heard_first() -> None:
    script = told([Turn((Say("First."),)), Turn((Say("Second."),))])
    assert script(asked("Hi", "First.", "[[say Own.]]")) == Turn((Say("Own."),))


def test_an_original_is_asked_for_by_its_marker() -> None:
    seen = result(f"a\n<<ccr:{HASH} lines 1-9>>")
    words = '[[call x]][[then]][[retrieve last {"lines": "1-3"}]]'
    turn = directed(asked(words, "I look.", seen, tools=("weft_retrieve",)))
    assert turn == Turn((Call("weft_retrieve", {"hash": HASH, "lines": "1-3"}),))
    assert directed(asked(words, "I look.", seen)) == Turn((Say("I have no tool weft_retrieve."),))
    nothing = directed(asked(words, "I look.", result("all of it"), tools=("weft_retrieve",)))
    assert nothing == Turn((Say("I see nothing that was left out."),))


def test_what_a_tool_gave_is_quoted() -> None:
    quoted = asked("[[call x]][[then]][[quote]]", "I look.", result("42"))
    assert directed(quoted) == Turn((Say("42"),))


@given(st.text())
def test_whatever_a_person_says_there_is_an_answer(words: str) -> None:
    assert directed(asked(f"[[call {words}]][[error {words}]][[{words}]]")).parts
