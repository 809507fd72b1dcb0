"""The forms in use, each in its role. A new form is one import and one entry here."""

from __future__ import annotations

from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.drawn_listing import DrawnListing
from weft.engine.forms.listing_tree import ListingTree
from weft.engine.forms.outline import Outline
from weft.engine.forms.repeated_lines import RepeatedLines
from weft.engine.formset import FormSet

FORMS = FormSet(
    lossless=(CompactJson(), RepeatedLines(), ListingTree(), DrawnListing()),
    offload=(Outline(),),
)
