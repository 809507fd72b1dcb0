"""The first lines of texts of lines that are written shorter: how they are known again.

Only the lines; what they mean is said in the forms that write them.
"""

from __future__ import annotations

TIMED = "[lines alike stand together, each stretch in order of time; {} is what varies]"
SECOND = "[lines alike stand together, each stretch in order of second time; {} is what varies]"
NUMBERED = "[lines alike stand together; {} is what varies, numbers in front give the order]"
ENDS = "[… ends a line as the word before it was followed when it last stood above]"

TABLES = (TIMED, SECOND, NUMBERED)
OURS = (*TABLES, ENDS)

__all__ = ["ENDS", "NUMBERED", "OURS", "SECOND", "TABLES", "TIMED"]
