r"""Half characters: escapes such as `\ud83e` without their other half.

Whoever cuts a text in two without looking writes them, and some providers take them; the quick
parser refuses the whole body. A conversation that was rewritten must not go out as it came because
a later result ends in half an emoji. So where a body is only to be taken apart, each half is
written as another character, in as many bytes: every range in it stays what it was.
"""

from __future__ import annotations

import re

# A run of backslashes, and behind it a whole pair or a half.
_ESCAPE = re.compile(
    rb"(\\+)u[dD](?:[89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|([89a-fA-F][0-9a-fA-F]{2}))"
)
_WHOLE = rb"\ufffd"


def made_whole(body: bytes) -> bytes:
    """The body with another character for each half. The same object where there is none."""
    pieces: list[bytes] = []
    done = at = 0
    while match := _ESCAPE.search(body, at):
        run, half = match.span(1), match[2]
        if (run[1] - run[0]) % 2 == 0:  # these are backslashes, and what follows is letters
            at = run[1]
            continue
        at = match.end()
        if half is not None:
            pieces += (body[done : run[1] - 1], _WHOLE)
            done = at
    return b"".join((*pieces, body[done:])) if pieces else body


__all__ = ["made_whole"]
