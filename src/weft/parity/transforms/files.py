"""Forms of listings, search results and diffs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.forms.blame_groups import BlameGroups
from weft.engine.forms.diff_choice import DiffChoice
from weft.engine.forms.diff_headers import DiffHeaders
from weft.engine.forms.diff_trim import DiffTrim
from weft.engine.forms.drawn_listing import DrawnListing
from weft.engine.forms.history_choice import HistoryChoice
from weft.engine.forms.listing_choice import ListingChoice
from weft.engine.forms.listing_tree import ListingTree
from weft.engine.forms.search_choice import SearchChoice
from weft.engine.forms.search_groups import SearchGroups
from weft.engine.forms.stat_choice import StatChoice
from weft.parity.transforms.form import lossless, lossy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.parity.comparator import Config
    from weft.parity.value import Json


def _unasked(text: str) -> Iterator[tuple[Json, Config]]:
    yield text, {"question": ""}


FILES = (
    lossless(ListingTree, "paths as a tree, columns said once, or nothing"),
    lossless(DrawnListing, "a drawn tree by indentation, or nothing"),
    lossless(SearchGroups, "matches below their files, or nothing"),
    lossless(BlameGroups, "lines below the commits they are from, or nothing"),
    lossless(DiffHeaders, "what git says of a change without what follows, or nothing"),
    lossy(ListingChoice, "the unusual names of a listing, or nothing", _unasked),
    lossy(SearchChoice, "the matches that say most, or nothing", _unasked),
    lossy(DiffChoice, "what matters of each change, or nothing", _unasked),
    lossy(DiffTrim, "a diff with less context that still applies, or nothing", _unasked),
    lossy(HistoryChoice, "commits on one line each, or nothing", _unasked),
    lossy(StatChoice, "the files that changed most, or nothing", _unasked),
)

__all__ = ["FILES"]
