"""The forms in use, each in its role. A new form is one import and one entry here."""

from __future__ import annotations

from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.outline import Outline
from weft.engine.forms.repeated_lines import RepeatedLines
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.terminal_choice import TerminalChoice
from weft.engine.formset import FormSet

FORMS = FormSet(
    lossless=(CompactJson(), LikeLines(), LinesAgain(), RepeatedLines()),
    lossy=(LogChoice(), ReportChoice(), TerminalChoice()),
    offload=(Outline(),),
)
