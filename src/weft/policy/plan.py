"""Plan: whether a text is written anew, how carefully, or why it stays as it came.

Rules of this file: one table of reasons to leave a text, asked in order; then one of reasons to
leave nothing *out* of it. Pure and cheap: no text is looked into before all else has been asked.
What was decided before is replayed, and never comes here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from weft.dialects.recalling.tool import TOOL
from weft.engine.detect import detect
from weft.engine.model import Kind
from weft.policy.caching import NOTHING_ASKED, Asked, Caching, caching, crosses
from weft.policy.frozen import is_frozen
from weft.policy.gain import CHANCE, Stakes, gain, turns_left
from weft.policy.prices import weights
from weft.policy.reads import Care, care
from weft.policy.words import Auth, Mode, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.dialects.slot import Path
    from weft.engine.model import Block
    from weft.policy.frozen import Floor

# Bytes of a body for a token: of numbers and symbols, and of prose with what JSON adds.
DENSE, LOOSE = 3.0, 4.5

# Texts with fewer characters lose nothing: a piece of a short one is asked for before long.
# Where nothing can be dropped without a gap in the sense, the limit is higher.
SHORT = 800
SHORT_BY_KIND = {
    Kind.CODE: 2_000,
    Kind.DIFF: 2_000,
    Kind.CONFIG: 2_000,
    Kind.YAML: 2_000,
    Kind.MARKDOWN: 3_000,
    Kind.RST: 3_000,
    Kind.MAN: 3_000,
    Kind.HTML: 3_000,
    Kind.PROSE: 3_000,
    Kind.TEXT: 2_000,
}
_LONG = max(SHORT_BY_KIND.values())

_OURS = re.compile(rf"(?:^|_)(?:{TOOL}|headroom_retrieve)\Z")


class Act(Enum):
    """What to do with a text."""

    LEAVE = auto()
    WRITE = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    """A text: its block, the item in which it stands, and the way to it from there.

    `tokens` where they have been counted.
    """

    item: int
    block: Block
    path: Path = ()
    tokens: int = 0

    @property
    def most_tokens(self) -> int:
        """As many as counted, or as there may be: two for three characters is a lot."""
        return self.tokens or len(self.block.text) * 2 // 3


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """A request as far as it counts for its texts.

    `fresh_from` is the first item that the provider has not seen, `floor` the client's last marker
    in the opening. `cache_dead`: what the provider had cached of this conversation must be gone.
    `asked` is what the body says of caching.
    """

    mode: Mode
    auth: Auth
    fresh_from: int
    floor: Floor | None = None
    prompt_bytes: int = 0
    model: str = ""
    dialect: str = ""
    turns: int = 0
    asked: Asked = NOTHING_ASKED
    cache_dead: bool = False
    min_tokens: int = 0
    min_bytes: int = 0  # of a request
    exact_tools: frozenset[str] = frozenset()
    chance: float = CHANCE

    @cached_property
    def caching(self) -> Caching:
        """How this model's prompts are cached."""
        return caching(self.dialect, self.model, self.asked)

    @cached_property
    def stakes(self) -> Stakes:
        """What this conversation stands at."""
        prompt = round(self.prompt_bytes / LOOSE)
        return Stakes(
            weights=weights(self.dialect, self.model, prompt),
            turns_left=turns_left(self.turns),
            prompt=prompt,
            cached=self.asked.marked or not self.caching.explicit,
            chance=self.chance,
        )

    @property
    def fetch_tokens(self) -> int:
        """What a retrieval costs besides what it fetches, in tokens that are sent and kept."""
        return round(self.stakes.retrieval(0) / self.stakes.kept)

    @property
    def below_minimum(self) -> bool:
        """Whether the prompt is certainly too short to be cached."""
        return round(self.prompt_bytes / DENSE) < self.caching.minimum.least

    def gain(self, before: int, after: int, *, lossy: bool) -> float:
        """What it is worth to send `after` tokens for `before`, in fresh tokens."""
        return gain(before, after, self.stakes, lossy=lossy)

    def falls_below_minimum(self, size: int, before: int, after: int) -> bool:
        """Whether the prompt might not be cached any more where texts of `size` bytes and `before`
        tokens become `after` tokens.

        The rest of it is known in bytes only, so it is taken for long before and for short
        afterwards. Where all of it costs less uncached than it did cached, nothing can be lost.
        """
        rest = max(0, self.prompt_bytes - size)
        weights = self.stakes.weights
        most, least = rest / DENSE, rest / LOOSE
        if (most + after) * weights.fresh <= (least + before) * weights.read:
            return False
        was, is_now = round(most + before), round(least + after)
        return crosses(was, is_now, self.caching, marked=self.asked.marked)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a text and why; `care` says how it is to be written."""

    act: Act
    reason: Reason
    care: Care = Care.FREE
    detail: str = ""

    @property
    def lossless_only(self) -> bool:
        """Whether nothing may be left out."""
        return self.care is not Care.FREE


def _older(text: Facts, now: Circumstances) -> bool:
    return text.item < now.fresh_from and not now.cache_dead


def _frozen(text: Facts, now: Circumstances) -> bool:
    return is_frozen(text.item, text.path, now.floor)


def _small_request(_: Facts, now: Circumstances) -> bool:
    return now.prompt_bytes < now.min_bytes


def _small(text: Facts, now: Circumstances) -> bool:
    return text.most_tokens < now.min_tokens


def _ours(text: Facts, _: Circumstances) -> bool:
    return _OURS.search(text.block.origin.tool) is not None


# Why a text stays as it came, in the order in which it is asked.
LEAVE: tuple[tuple[Reason, Callable[[Facts, Circumstances], bool], str], ...] = (
    (Reason.OLDER, _older, "it stood here before anything was decided, and may be cached"),
    (Reason.FROZEN, _frozen, "the client marked a prefix that ends here or behind it"),
    (Reason.SMALL_REQUEST, _small_request, "the whole request is short"),
    (Reason.SMALL, _small, "the text is short"),
    (Reason.OURS, _ours, "an original that was asked for"),
)


def verdict(text: Facts, now: Circumstances) -> Verdict:
    """What is to be done with a text that nothing was decided for."""
    for reason, holds, detail in LEAVE:
        if holds(text, now):
            return Verdict(Act.LEAVE, reason, detail=detail)
    wanted = care(text.block, now.exact_tools)
    if wanted is Care.EXACT:
        return Verdict(Act.LEAVE, Reason.EXACT, wanted, wanted.value)
    if wanted is Care.FREE and (why := _whole(text, now)):
        return Verdict(Act.WRITE, Reason.REWRITTEN, Care.WHOLE, why)
    return Verdict(Act.WRITE, Reason.REWRITTEN, wanted, wanted.value)


def _whole(text: Facts, now: Circumstances) -> str:
    """Why nothing may be left out of this text, if so."""
    if now.mode is Mode.LOSSLESS:
        return "nothing is left out of any text"
    size = len(text.block.text)
    if size < SHORT or (size < _LONG and size < _short(text.block)):
        return "too short to leave anything out"
    if now.gain(text.most_tokens, 0, lossy=True) <= 0:
        return "a retrieval would cost more than it can save"
    return ""


def _short(block: Block) -> int:
    return SHORT_BY_KIND.get(detect(block.text, block.origin), SHORT)
