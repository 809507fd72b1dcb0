"""Answers about an original: the text is the input, the question is the config."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from weft.parity import value
from weft.parity.comparator import CaseError, Transform, text_of
from weft.recall import query

if TYPE_CHECKING:
    from weft.parity.comparator import Arguments, Config
    from weft.parity.value import Json

QUESTIONS: dict[str, type] = {
    kind.__name__.lower(): kind
    for kind in (
        query.Whole,
        query.Lines,
        query.Chars,
        query.Rows,
        query.Select,
        query.Pattern,
        query.Search,
    )
}
END = "end"  # how an open range is written; the number it is depends on the machine


def written(question: query.Question, max_chars: int = query.MAX_CHARS) -> Config:
    """A question as a config."""
    members = msgspec.to_builtins(question)
    config = {name: END if member == query.END else member for name, member in members.items()}
    bound = {} if max_chars == query.MAX_CHARS else {"max_chars": max_chars}
    return {"ask": type(question).__name__.lower(), **config, **bound}


def _read(config: Config) -> tuple[query.Question, int]:
    members: Config = {name: query.END if one == END else one for name, one in config.items()}
    kind = QUESTIONS.get(members.pop("ask", ""))
    max_chars = members.pop("max_chars", query.MAX_CHARS)
    if kind is None:
        raise CaseError(f"the config must ask one of {', '.join(QUESTIONS)}")
    question: query.Question = msgspec.convert(members, kind)
    return question, max_chars


def _capture(given: Arguments) -> tuple[Json, Config]:
    return given["original"].text(), written(given["question"], given["max_chars"])


def _call(case: Json, config: Config) -> object:
    question, max_chars = _read(config)
    try:
        return query.ask(query.Plain(text_of(case)), question, max_chars=max_chars)
    except query.QueryError as refusal:  # what a question is refused with is an answer, too
        return refusal


def _project(answer: Any) -> Json:
    if isinstance(answer, query.QueryError):
        return {"refused": str(answer)}
    members = {one.name: getattr(answer, one.name) for one in fields(answer)}
    return {
        **members,  # all of them, so that a new one cannot go unseen
        "text": value.lines(answer.text),
        "advice": value.lines(answer.advice),
        "parts": [str(part) for part in answer.parts],
    }


QUERY = Transform(
    name="query",
    about="parts of an original by lines, rows, pattern or words",
    target="weft.recall.query.respond:ask",
    capture=_capture,
    call=_call,
    project=_project,
)

__all__ = ["QUERY", "written"]
