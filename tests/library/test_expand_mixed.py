"""Mixed texts without cuts come back part by part."""

from __future__ import annotations

import json

from weft.engine.forms.registry import FORMS
from weft.engine.model import Block
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.library.expanding import unfold

ROWS = [{"id": n, "state": "Ready" if n % 5 else "Lost", "zone": "eu-1"} for n in range(30)]
LOG = "".join(f"2031-03-04 10:00:{n:02} INFO took job {n * 37} in {n} ms\n" for n in range(40))
TEXT = f"$ cat a.json\n{json.dumps(ROWS)}\n$ cat a.log\n{LOG}$ cat b.log\n{LOG}"


def sent(text: str) -> str:
    rendering = render(Block(text), FORMS, Terms(count))
    assert "mixed" in rendering.candidate.forms
    return rendering.candidate.write(str)


def test_a_transcript_comes_back() -> None:
    restored = unfold(sent(TEXT), FORMS)
    assert restored is not None
    assert restored.split("$ cat ")[2:] == TEXT.split("$ cat ")[2:]
    assert json.loads(restored.split("\n")[1]) == ROWS


def test_files_below_heads_come_back() -> None:
    pretty = json.dumps(ROWS, indent=1)
    text = f"==> a.log <==\n{LOG}\n==> b.json <==\n{pretty}\n\n==> c.log <==\n{LOG}"
    restored = unfold(sent(text), FORMS)
    assert restored is not None
    assert restored.replace(json.dumps(ROWS, separators=(",", ":")), pretty).split() == text.split()


def test_what_is_not_ours_is_not_turned() -> None:
    assert unfold(TEXT, FORMS) is None
    assert unfold("$ ls\na\n", FORMS) is None
