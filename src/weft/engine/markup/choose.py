"""Which units of a document stay.

First what every reader needs: the title and what follows it, what warns. Then, in turns, what each
part of the question asks for. Where the text has little to do with the question, or nobody asked,
more stays: the beginning of each section, the larger ones first.

A unit that stays brings what it cannot be read without: its headings, the item around it, the
header of its table, the sentence that leads to it.
"""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from weft.engine.markup.unit import TRIFLES, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from weft.engine.markup.unit import Unit
    from weft.engine.markup.wanted import Wanted

LEAST = 3500  # characters that always may stay
SHARE = 0.25  # of a text
LARGE = 60_000  # characters, above which a smaller share stays
LARGE_SHARE = 0.1
UNSURE = 0.45  # the share where the question is met by little, or there is none
UNSURE_LARGE_SHARE = 0.2
PAYS = 0.4  # of a text, at least, in runs that can be cut
PAGE = 0.15  # of the text of a web page, besides
LEAD = 700  # characters after the title
NOTES = 0.1  # of what may stay, for what warns
ONE = 0.6  # of what may stay, for one unit that is the best there is
SECTION = 0.8  # of what may stay, for a section that has the best there is: it stays whole
TOKEN = 3.5  # characters, about


def budget(size: int, *, sure: bool, room: int | None) -> int:
    """How many characters of a text of this size may stay."""
    if room is not None:
        return int(room * TOKEN)
    share, beyond = (SHARE, LARGE_SHARE) if sure else (UNSURE, UNSURE_LARGE_SHARE)
    return LEAST + int(share * min(size, LARGE) + beyond * max(0, size - LARGE))


def page_budget(size: int, *, sure: bool, room: int | None) -> int:
    """How many characters of the text of a web page may stay; most of the page has gone already."""
    if room is not None:
        return int(room * TOKEN)
    return LEAST + budget(size, sure=sure, room=None) + int(PAGE * min(size, LARGE))


def chosen(
    units: Sequence[Unit],
    sizes: Sequence[int],
    wanted: Wanted,
    most: int,
    order: Iterable[int] = (),
) -> set[int]:
    """The numbers of the units that stay; `sizes` are theirs in characters.

    `order` is in which they are taken where no question decides, if whoever asks knows one.
    """
    choice = _Choice(units, sizes, most)
    choice.take(_lead(units, sizes), most)
    for rank in wanted.ranks:
        choice.add(rank[0], int(max(most, choice.used + ONE * most)))
    for section in _sections(units, wanted.ranks):
        if sum(sizes[number] for number in section) <= SECTION * most:
            choice.take(section, most)
    choice.take(_notes(units, wanted), int(NOTES * most))
    choice.take(_in_turns(wanted.ranks), most)
    if not wanted.sure:
        choice.take(chain(order, _beginnings(units)), most)
        choice.take((at for at, unit in enumerate(units) if unit.role not in TRIFLES), most)
    return choice.stay


def chosen_to_pay(
    units: Sequence[Unit],
    sizes: Sequence[int],
    wanted: Wanted,
    most: int,
    shortest: int,
    order: Callable[[], Iterable[int]] = tuple,
) -> set[int]:
    """As `chosen`; where what stays is too scattered for cuts, only what is nearly the best.

    A run shorter than `shortest` characters is not cut.
    """
    stay = chosen(units, sizes, wanted, most, order())
    if wanted.ranks and _cut(sizes, stay, shortest) < PAYS * sum(sizes):
        stay = chosen(units, sizes, wanted.sharper(), most, order())
    return stay


def _cut(sizes: Sequence[int], stay: set[int], shortest: int) -> int:
    """How many characters go in runs that are long enough."""
    gone = run = 0
    for number, size in enumerate(sizes):
        if number not in stay:
            run += size
            continue
        gone += run if run >= shortest else 0
        run = 0
    return gone + (run if run >= shortest else 0)


class _Choice:
    """What stays so far."""

    def __init__(self, units: Sequence[Unit], sizes: Sequence[int], most: int) -> None:
        self.units, self.sizes, self.most = units, sizes, most
        self.stay: set[int] = set()
        self.used = 0

    def take(self, numbers: Iterable[int], most: int) -> None:
        """As many of these as there is room for, this many characters and no more in all."""
        limit = min(self.most, self.used + most)
        for number in numbers:
            if self.used >= limit:
                break
            self.add(number, limit)

    def add(self, number: int, limit: int) -> None:
        """This one, if it fits."""
        brings = []
        asks = [number]
        while asks:
            at = asks.pop()
            if at < 0 or at in self.stay or at in brings:
                continue
            brings.append(at)
            asks += (self.units[at].needs, self.units[at].under)
        size = sum(self.sizes[at] for at in brings)
        if self.used + size <= limit:
            self.stay.update(brings)
            self.used += size


def _lead(units: Sequence[Unit], sizes: Sequence[int]) -> Iterator[int]:
    """The title, and what follows it."""
    size = 0
    for number, unit in enumerate(units):
        if unit.role in TRIFLES:
            continue
        if unit.role is Role.HEADING and size:
            return
        yield number
        size += sizes[number] if unit.role is not Role.HEADING else 0
        if size >= LEAD:
            return


def _notes(units: Sequence[Unit], wanted: Wanted) -> Iterator[int]:
    """What warns, first where the question points."""
    places = {number: at for at, number in enumerate(wanted.ranks[0])} if wanted.ranks else {}
    notes = [number for number, unit in enumerate(units) if unit.role is Role.NOTE]
    return iter(sorted(notes, key=lambda number: (places.get(number, len(units)), number)))


def _sections(units: Sequence[Unit], ranks: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """What stands under the same heading as the best for a part of the question."""
    headings = dict.fromkeys(
        rank[0] if units[rank[0]].role is Role.HEADING else units[rank[0]].under for rank in ranks
    )
    for heading in headings:
        if heading >= 0:
            yield [
                number
                for number, unit in enumerate(units)
                if unit.under == heading and unit.role is not Role.HEADING
            ]


def _in_turns(ranks: Sequence[Sequence[int]]) -> Iterator[int]:
    for turn in zip_longest(*ranks, fillvalue=-1):
        yield from (number for number in turn if number >= 0)


def _beginnings(units: Sequence[Unit]) -> list[int]:
    """The first unit of each section that says something, the upper sections first."""
    firsts: dict[int, int] = {}
    for number, unit in enumerate(units):
        if unit.role is not Role.HEADING and unit.role not in TRIFLES:
            firsts.setdefault(unit.under, number)
    depth = {number: unit.level for number, unit in enumerate(units)}
    return sorted(firsts.values(), key=lambda number: (depth.get(units[number].under, 0), number))


__all__ = ["budget", "chosen", "chosen_to_pay", "page_budget"]
