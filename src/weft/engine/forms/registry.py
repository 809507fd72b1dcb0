"""The forms in use, each in its role. A new form is one import and one entry here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.forms.blame_groups import BlameGroups
from weft.engine.forms.code_outline import CodeOutline
from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.delimited_sheet import DelimitedSheet
from weft.engine.forms.diff_choice import DiffChoice
from weft.engine.forms.diff_headers import DiffHeaders
from weft.engine.forms.diff_trim import DiffTrim
from weft.engine.forms.document_choice import DocumentChoice
from weft.engine.forms.drawn_listing import DrawnListing
from weft.engine.forms.history_choice import HistoryChoice
from weft.engine.forms.json_rows import JsonRows
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.forms.key_sections import KeySections
from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.listing_choice import ListingChoice
from weft.engine.forms.listing_tree import ListingTree
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.numbered_lines import NumberedLines
from weft.engine.forms.outline import Outline
from weft.engine.forms.page_text import PageText
from weft.engine.forms.prose_choice import ProseChoice
from weft.engine.forms.record_rows import RecordRows
from weft.engine.forms.repeated_blocks import RepeatedBlocks
from weft.engine.forms.repeated_lines import RepeatedLines
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.same_ends import SameEnds
from weft.engine.forms.search_choice import SearchChoice
from weft.engine.forms.search_groups import SearchGroups
from weft.engine.forms.stat_choice import StatChoice
from weft.engine.forms.stretch_choice import StretchChoice
from weft.engine.forms.table_rows import TableRows
from weft.engine.forms.table_sheet import TableSheet
from weft.engine.forms.terminal_choice import TerminalChoice
from weft.engine.forms.text_choice import TextChoice
from weft.engine.forms.xml_outline import XmlOutline
from weft.engine.formset import FormSet
from weft.engine.signals.relevance import BEST_MATCH

if TYPE_CHECKING:
    from weft.engine.signals.relevance import Scorer


def forms(scorer: Scorer = BEST_MATCH, *, code: bool = True, grammars: bool = True) -> FormSet:
    """All forms. What a question has to do with rows and lines is the scorer's to say.

    Without `code` nothing is cut out of source code: for files that an editing tool will need to
    the byte. Without `grammars` those that are installed are not used.
    """
    return FormSet(
        lossless=(
            CompactJson(),
            JsonSheet(),
            DelimitedSheet(),
            TableSheet(),
            RecordRows(),
            XmlOutline(),
            LikeLines(),
            LinesAgain(),
            SameEnds(),
            RepeatedBlocks(),
            DiffHeaders(),
            SearchGroups(),
            BlameGroups(),
            ListingTree(),
            DrawnListing(),
            RepeatedLines(),
            NumberedLines(),
        ),
        lossy=(
            JsonRows(scorer),
            TableRows(scorer),
            KeySections(scorer),
            LogChoice(scorer),
            ReportChoice(scorer),
            TerminalChoice(scorer),
            SearchChoice(scorer),
            ListingChoice(scorer),
            DiffChoice(scorer),
            DiffTrim(),
            HistoryChoice(scorer),
            StatChoice(scorer),
            *([CodeOutline(scorer, grammars)] if code else []),
            DocumentChoice(scorer),
            PageText(scorer),
            ProseChoice(scorer),
            StretchChoice(),
            TextChoice(scorer),
        ),
        offload=(Outline(),),
    )


FORMS = forms()
