"""The first lines of texts that forms of this family have written: how they are known again.

Only the lines; what they mean is said in the form that writes them.
"""

from __future__ import annotations

TREE = "[paths as a tree"
NAMES = "[names, several on a line"
ROWS = "[each line: "
RECORDS = "[rows; "
DRAWN = "[a tree by indentation, drawn with "

BY_FILE = "[matches by file"
BLAME = "[git blame, lines below their commits, numbers "
DIFF = "[git, shortened: "

OURS = (TREE, NAMES, ROWS, RECORDS, DRAWN, BY_FILE, BLAME, DIFF)

__all__ = ["BLAME", "BY_FILE", "DIFF", "DRAWN", "NAMES", "OURS", "RECORDS", "ROWS", "TREE"]
