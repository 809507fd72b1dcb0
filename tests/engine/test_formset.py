"""A form has one role: the type checker refuses a mixture, and so does the set at run time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from broken_forms import Halves, Lossless, Lossy

from weft.engine.formset import FormError, FormSet
from weft.engine.model import Exactness


class Mixture(Lossless):
    """Folds and cuts."""

    def cut(self, block: object, room: object) -> None:
        return None


class LossyMixture(Lossy):
    """Cuts and unfolds."""

    def unfold(self, text: str) -> str:
        return text


class Nameless(Lossless):
    name = ""


class KindsAsList(Lossless):
    kinds = []  # noqa: RUF012 - wrong on purpose


class Vague(Lossless):
    exactness = "roughly"


class Toothless(Lossy):
    cut = None


@pytest.mark.parametrize(
    ("forms", "complaint"),
    [
        ({"lossless": (Lossy(),)}, "must be False"),
        ({"lossy": (Lossless(),)}, "must be True"),
        ({"offload": (Lossless(),)}, "must be True"),
        ({"lossless": (Mixture(),)}, "must not have `cut`"),
        ({"lossy": (LossyMixture(),)}, "must not have `unfold`"),
        ({"lossy": (Toothless(),)}, "must have `cut`"),
        ({"lossless": (Nameless(),)}, "no name"),
        ({"lossless": (object(),)}, "no name"),
        ({"lossless": (KindsAsList(),)}, "frozenset"),
        ({"lossless": (Vague(),)}, "exactness"),
        ({"lossless": (Halves(), Halves())}, "share a name: halves"),
    ],
)
def test_a_form_in_the_wrong_role_is_refused(forms: dict[str, tuple], complaint: str) -> None:
    with pytest.raises(FormError, match=complaint):
        FormSet(**forms)


def test_honest_forms_are_taken() -> None:
    assert FormSet((Halves(),), (Lossy(),)).lossless[0].exactness is Exactness.BYTES


TYPED = """
from collections.abc import Sequence
from typing import ClassVar, Literal
from weft.engine.formset import FormSet
from weft.engine.model import ANY_KIND, Block, Exactness, Kind, Piece

class Form:
    name: ClassVar[str] = "form"
    kinds: ClassVar[frozenset[Kind]] = ANY_KIND
    exactness: ClassVar[Exactness] = Exactness.BYTES
    loses: ClassVar[Literal[{loses}]] = {loses}
    def fold(self, text: str) -> str | None: return None
    def unfold(self, text: str) -> str: return text
    def cut(self, block: Block, room: int | None) -> Sequence[Piece] | None: return None

FormSet({role}=(Form(),))
"""


@pytest.mark.parametrize(
    ("loses", "role", "accepted"),
    [
        (False, "lossless", True),
        (True, "lossy", True),
        (False, "lossy", False),
        (True, "lossless", False),
    ],
)
def test_the_type_checker_knows_the_roles(
    tmp_path_factory: pytest.TempPathFactory, loses: bool, role: str, accepted: bool
) -> None:
    folder = tmp_path_factory.mktemp("typed")
    source = folder / "typed.py"
    source.write_text(TYPED.format(loses=loses, role=role))
    cache = folder / "cache"
    # A process of its own: within ours, mypy would raise the recursion limit for every test after.
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    assert (done.returncode == 0) is accepted, done.stdout
    if not accepted:
        assert '"loses"' in done.stdout or "incompatible type" in done.stdout
