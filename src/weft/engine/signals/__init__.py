"""What matters: which lines, items and texts must not be left out without a reason.

Three nouns. A `Severity` says how much something matters. A `Signal` is one opinion: a severity and
how sure whoever gives it is. A *tier* gives a signal for each of many lines (`LineTier`), items of
an array (`ItemTier`), or for a text as a whole (`ContentTier`).

The tiers: `Structure` (counters, exit codes, answers, frames), `Keywords` (words that mean
trouble), `Rarity` (what is unlike the rest of this text), `Learned` (a logistic model, its weights
in a table). `IMPORTANCE` is them in the order in which they are asked.

`Tiered` asks tiers one after the other. A tier knows nothing of the others, and a new one is a
class with one method.

Tiers see many lines at once, because whoever asks has many, and C loops are where the speed is.
What they are asked about is data: they take no settings and remember nothing.
"""

from weft.engine.signals.keywords import Keywords
from weft.engine.signals.learned import Learned
from weft.engine.signals.rarity import Rarity
from weft.engine.signals.severity import Severity, Signal
from weft.engine.signals.structure import Structure
from weft.engine.signals.tier import ContentTier, ItemTier, LineTier
from weft.engine.signals.tiered import Tiered, Worst

IMPORTANCE = Tiered(
    (Structure(), Keywords(), Learned(), Rarity()), (Structure(), Keywords(), Learned(), Rarity())
)

__all__ = [
    "IMPORTANCE",
    "ContentTier",
    "ItemTier",
    "Keywords",
    "Learned",
    "LineTier",
    "Rarity",
    "Severity",
    "Signal",
    "Structure",
    "Tiered",
    "Worst",
]
