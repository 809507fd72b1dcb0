"""Hears Gemini's generateContent, of Gemini and of Vertex, streamed and not.

Every chunk is a whole answer with the usage so far, of which the last counts; so a chunk that only
brings text is kept until another comes, and only the last of them is read. The prompt includes
what was read from the cache; what tools on the server gave is input besides, and thoughts are
output besides. A stream has no mark of its end but the reason why the model stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.gemini import GEMINI
from weft.dialects.hearing.facts import (
    NOTHING,
    count,
    decoded,
    error_of,
    inner,
    listed,
    word,
)
from weft.dialects.hearing.heard import Usage
from weft.dialects.hearing.notes import Notes

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard
    from weft.dialects.sse import Event

# A chunk with one of these is read at once. JSON may spell a field either way.
_TOLD = (
    b'"finish',
    b'"functionCall',
    b'"function_call',
    b'"error"',
    b'"prompt_feedback',
    b'"promptFeedback',
    b'"totalTokens',
)
_USED = (b'"usageMetadata', b'"usage_metadata')


class GeminiEar:
    """Hears one answer."""

    def __init__(self, status: int = 200) -> None:
        """The answer has this status."""
        self._notes = Notes(status)
        self._chunks = 0
        self._kept = b""

    def event(self, event: Event) -> None:
        """One chunk of a stream."""
        self.piece(event.data)

    def piece(self, data: bytes) -> None:
        """One chunk."""
        if any(key in data for key in _TOLD):
            self._read_kept()
            self._told(decoded(data) or NOTHING)
        elif not self._kept or any(key in data for key in _USED):
            self._kept = data

    def whole(self, answer: Facts) -> None:
        """The answer in one document."""
        self._told(answer)

    def heard(self) -> Heard:
        """What was understood so far."""
        self._read_kept()
        return self._notes.heard()

    def _read_kept(self) -> None:
        if self._kept:
            self._told(decoded(self._kept) or NOTHING)
            self._kept = b""

    def _told(self, facts: Facts) -> None:
        self._notes.error = self._notes.error or error_of(facts)
        self._notes.model = _word(facts, "modelVersion", "model_version") or self._notes.model
        usage = inner(facts, "usageMetadata") or inner(facts, "usage_metadata")
        if usage:
            self._notes.usage = _usage(usage)
        feedback = inner(facts, "promptFeedback") or inner(facts, "prompt_feedback")
        self._notes.stop = _word(feedback, "blockReason", "block_reason") or self._notes.stop
        for candidate in listed(facts, "candidates"):
            self._candidate(candidate)
        # A count of tokens is an answer without a stop.
        self._notes.complete = bool(self._notes.stop) or "totalTokens" in facts
        self._chunks += 1

    def _candidate(self, candidate: Facts) -> None:
        index = count(candidate, "index")
        reason = _word(candidate, "finishReason", "finish_reason")
        if reason and (index == 0 or not self._notes.stop):
            self._notes.stop = reason
        self._notes.calls.put((index, self._chunks), inner(candidate, "content"), GEMINI)


def _word(facts: Facts, camel: str, snake: str) -> str:
    return word(facts, camel) or word(facts, snake)


def _usage(usage: Facts) -> Usage:
    def tokens(camel: str, snake: str) -> int:
        return count(usage, camel) or count(usage, snake)

    prompt = tokens("promptTokenCount", "prompt_token_count")
    tools = tokens("toolUsePromptTokenCount", "tool_use_prompt_token_count")
    read = tokens("cachedContentTokenCount", "cached_content_token_count")
    output = tokens("candidatesTokenCount", "candidates_token_count")
    thoughts = tokens("thoughtsTokenCount", "thoughts_token_count")
    return Usage(max(0, prompt - read) + tools, read, 0, 0, output + thoughts)
