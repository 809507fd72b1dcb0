"""The way back in one request: whether the model has one to what was left out, and gives it one.

That our tool was offered is kept in the ledger with the text whose cut was the reason. Wherever
that text stands, the tool is offered: in every later turn, and in what branches off later, and
never in between only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weft.dialects.recalling.offer import offer
from weft.policy.way import Way, way
from weft.recall.ledger import Decision, identity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.policy.plan import Circumstances
    from weft.recall.ledger import Identity
    from weft.recall.store import Store
    from weft.rewrite.rewriter import Asked
    from weft.rewrite.sight import Found, Sight

OFFERED = Decision("offered")  # kept under the name that `offered_with` gives
_HELP = "\n[what << >> marks was left out; to read it, run: weft retrieve {hash} --lines A-B]"
_SAID = b"to read it, run: weft retrieve "


class WayBack:
    """Of one request. Raises `StoreError` where it looks into the ledger."""

    def __init__(
        self,
        asked: Asked,
        sight: Sight,
        store: Store,
        setting: str,
        count: Callable[[str], int],
    ) -> None:
        self._asked = asked
        self._sight = sight
        self._store = store
        self._setting = setting
        self._count = count

    def look_back(self, texts: Sequence[Found]) -> None:
        """Find out whether the tool was offered before, with a text that is read anew."""
        if self._sight.offered:
            return
        names = {offered_with(each): each for each in texts if each.decision and each.decision.hash}
        found = self._store.ledger.replay(self._asked.tenant, list(names)) if names else ()
        for name in found:
            names[name].with_tool = self._sight.offered = True

    def open(self, decided: Sequence[Found], now: Circumstances) -> bool:
        """See to it that there is a way to what is cut; whether there is one."""
        cuts = [found for found in decided if found.cut]
        if not cuts:
            return True
        sight = self._sight
        chosen = way(
            now,
            sight.field("tools"),
            setting=self._setting,
            offered=sight.offered,
            offerable=self._offerable(),
            worth=sum(_worth(found, now) for found in cuts),
        )
        if chosen is Way.OFFER:
            for found in cuts:
                found.with_tool = True
        elif chosen is Way.SHELL and not self._explained():
            _explain(cuts[0], self._count)
        return chosen is not Way.NONE

    def _offerable(self) -> bool:
        """Whether our tool could be added; not in the middle of what nobody saw begin."""
        sight = self._sight
        if not sight.before.known:
            return False
        return offer(self._asked.dialect, sight.body, sight.places) is not None

    def _explained(self) -> bool:
        """Whether it was said before how to have back what is left out."""
        sight = self._sight
        if any(_SAID in text.quoted for step in sight.steps for text in step.texts):
            return True
        return any(_SAID.decode() in (found.replacement or "") for found in sight.texts)


def _worth(found: Found, now: Circumstances) -> float:
    told = found.told
    assert told is not None
    return now.gain(told.tokens_before, told.tokens_after, lossy=True)


def _explain(found: Found, count: Callable[[str], int]) -> None:
    """Say behind the first text with a cut how its parts can be had."""
    decision, told = found.decision, found.told
    assert decision is not None
    assert told is not None
    text = f"{decision.replacement}{_HELP.format(hash=decision.hash)}"
    found.decision = replace(decision, replacement=text)
    found.told = replace(told, after=text, tokens_after=count(text))


def offered_with(found: Found) -> Identity:
    """The name of the offer that was made with a text."""
    assert found.name is not None
    return identity("", "tool offered with", found.name.hex())
