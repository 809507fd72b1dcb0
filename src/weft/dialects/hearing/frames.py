"""Hears Responses over WebSocket: each text message of the server is one event, and answers follow
one another, or run side by side in lanes, where a client asked for that (`stream_id`).

Other than in an HTTP answer, an error may stand for a whole answer; and one that broke off may be
called failed afterwards, which is not another answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.hearing.facts import decoded, inner
from weft.dialects.hearing.openai_responses import ENDS, READ, ResponsesEar, kind_of
from weft.dialects.slot import text_of

if TYPE_CHECKING:
    from weft.dialects.hearing.facts import Facts
    from weft.dialects.hearing.heard import Heard

MAX_LANES = 64  # more than a server allows


class Frames:
    """All answers on one WebSocket. Never raises, whatever it is told."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._lanes: dict[str, _Lane] = {}
        self._broken: dict[str, str] = {}  # the last answer of a lane, if an error ended it

    def feed(self, message: bytes) -> Heard | None:
        """A message of the server's; what the answer said that ended with it."""
        kind = kind_of(message)
        if kind and kind not in READ:
            return None
        if (facts := decoded(message)) is None:
            return None
        kind = kind or text_of(facts.get("type")).encode("utf-8", "replace")
        return self._told(kind, facts) if kind in READ else None

    def unended(self) -> dict[str, Heard]:
        """What was understood of answers that have not ended, when the WebSocket does; by lane."""
        left = {name: lane.ear.heard() for name, lane in self._lanes.items()}
        self._lanes.clear()
        return left

    def _told(self, kind: bytes, facts: Facts) -> Heard | None:
        lane = text_of(facts.get("stream_id"))
        id_ = text_of(inner(facts, "response").get("id"))
        if lane not in self._lanes:
            if kind in ENDS and id_ and self._broken.get(lane) == id_:
                return None
            if len(self._lanes) >= MAX_LANES:
                return None
            self._lanes[lane] = _Lane()
        here = self._lanes[lane]
        here.id = id_ or here.id
        here.ear.told(kind, facts)
        if kind not in ENDS:
            return None
        del self._lanes[lane]
        self._broken.pop(lane, None)
        if kind == b"error" and len(self._broken) < MAX_LANES:
            self._broken[lane] = here.id
        return here.ear.heard()


class _Lane:
    """An answer that has not ended."""

    def __init__(self) -> None:
        self.ear = ResponsesEar()
        self.id = ""
