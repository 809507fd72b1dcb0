"""Plan: whether one text is written anew, left, and how carefully. First draft."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from weft.policy.reads import Care, care
from weft.policy.words import Auth, Mode, Reason

if TYPE_CHECKING:
    from weft.engine.model import Block


class Act(Enum):
    LEAVE = auto()
    WRITE = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    item: int
    block: Block
    path: tuple = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    mode: Mode
    auth: Auth
    fresh_from: int
    floor: object = None
    prompt_bytes: int = 0
    model: str = ""
    dialect: str = ""
    turns: int = 0
    marked: bool = False

    def falls_below_minimum(self, saved: int) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Verdict:
    act: Act
    reason: Reason
    care: Care = Care.FREE
    detail: str = ""


def verdict(facts: Facts, circumstances: Circumstances) -> Verdict:
    if facts.item < circumstances.fresh_from:
        return Verdict(Act.LEAVE, Reason.OLDER)
    wanted = care(facts.block)
    if wanted is Care.EXACT:
        return Verdict(Act.LEAVE, Reason.EXACT, wanted, wanted.value)
    return Verdict(Act.WRITE, Reason.REWRITTEN, wanted)
