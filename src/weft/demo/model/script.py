"""Which turn is next. A `Script` is a function of what was asked, and of nothing else.

A person can direct the model in their own words:

    directive                       the model
    ---------------------------     -----------------------------------------------------
    [[say TEXT]]                    says it
    [[think TEXT]]  [[muse]]        reasons, signed; or reasons and shows nothing of it
    [[call NAME {JSON}]]            calls a tool; several calls of one turn are parallel
    [[retrieve WHICH {JSON}]]       asks for an original: WHICH is a hash, `first` or `last`
    [[cite PASSAGE | TEXT]]         says TEXT and cites the passage
    [[quote]]                       says what the last tool gave
    [[refuse TEXT]]                 will not
    [[error STATUS RETRY_AFTER]]    the provider fails; after something was said, in mid-stream
    [[break]]                       the connection breaks
    [[then]]                        ends the turn; what follows is for the next one

Turns are counted by what the model has said since the person spoke, so a script needs no memory,
and is the same on every connection. Nothing in a directive may hold `]]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from weft.demo.model.words import Call, Fault, Refuse, Say, Think, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.model.asked import Asked
    from weft.demo.model.words import Part

Script = Callable[["Asked"], Turn]

RETRIEVE = "weft_retrieve"
DONE = Turn((Say("Done."),))

_DIRECTIVE = re.compile(r"\[\[([a-z]+)(?:\s+(.*?))?\]\]", re.DOTALL)
_MARKER = re.compile(r"<<ccr:([0-9a-f]{24})")


def directed(asked: Asked) -> Turn:
    """What the person told the model to do; else it only says that it is done."""
    turns: list[list[Part]] = [[]]
    for name, given in _DIRECTIVE.findall(asked.words):
        if name == "then":
            turns.append([])
        elif make := _MAKERS.get(name):
            turns[-1].append(_made(make, given, asked))
    if asked.spoken < len(turns) and (parts := turns[asked.spoken]):
        return Turn(tuple(parts))
    return DONE


def _made(make: Callable[[str, Asked], Part], given: str, asked: Asked) -> Part:
    try:
        return make(given, asked)
    except ValueError as error:
        return Say(f"I do not understand {given!r}: {error}.")


def told(turns: Sequence[Turn]) -> Script:
    """These turns, one after the other, by what the model has said so far.

    What a person directs in their last words comes first.
    """

    def script(asked: Asked) -> Turn:
        if _DIRECTIVE.search(asked.words) or asked.turn >= len(turns):
            return directed(asked)
        return turns[asked.turn]

    return script


def _call(given: str) -> Part:
    name, _, arguments = given.partition(" ")
    return Call(name, _object(arguments))


def _retrieve(given: str, asked: Asked) -> Part:
    """Only a tool that is offered is called; a model that has none says so."""
    which, _, arguments = given.partition(" ")
    found = _MARKER.findall("\n".join(asked.results))
    if which in ("first", "last"):
        if not found:
            return Say("I see nothing that was left out.")
        which = found[0 if which == "first" else -1]
    if RETRIEVE not in asked.tools:
        return Say(f"I have no tool {RETRIEVE}.")
    return Call(RETRIEVE, {"hash": which, **_object(arguments)})


def _cite(given: str) -> Part:
    passage, _, text = given.partition("|")
    return Say(text.strip(), passage.strip())


def _quote(asked: Asked) -> Part:
    return Say(asked.results[-1] if asked.results else "No tool has answered.")


def _error(given: str) -> Part:
    status, _, after = given.partition(" ")
    return Fault(int(status), int(after or 0))


def _object(text: str) -> dict[str, Any]:
    given = json.loads(text) if text.strip() else {}
    return given if isinstance(given, dict) else {"value": given}


_MAKERS: dict[str, Callable[[str, Asked], Part]] = {
    "say": lambda given, _: Say(given),
    "think": lambda given, _: Think(given),
    "muse": lambda _, __: Think("nobody reads this", hidden=True),
    "call": lambda given, _: _call(given),
    "retrieve": _retrieve,
    "cite": lambda given, _: _cite(given),
    "quote": lambda _, asked: _quote(asked),
    "refuse": lambda given, _: Refuse(given),
    "error": lambda given, _: _error(given),
    "break": lambda _, __: Fault(0),
}
