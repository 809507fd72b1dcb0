"""Forms of others: a real package with an entry point, installed from a folder."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from weft.engine.forms.registry import FORMS
from weft.engine.formset import FormError
from weft.engine.model import Block
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import count
from weft.library.extra_forms import FormMissing, installed, with_forms

if TYPE_CHECKING:
    from pathlib import Path

CODE = '''
from weft.engine.model import ANY_KIND, Exactness

print("imported")


class Ditto:
    """Writes the word of a text that is one word again and again once."""

    name = "ditto"
    kinds = ANY_KIND
    loses = False
    exactness = Exactness.BYTES

    def fold(self, text):
        word, _, _ = text.partition(" ")
        times = text.count(" ") + 1
        if times < 3 or " ".join([word] * times) != text:
            return None
        return f"{word} ({times} times)"

    def unfold(self, text):
        word, _, rest = text.partition(" (")
        return " ".join([word] * int(rest.split()[0]))


class Blind(Ditto):
    """Has no name and knows nothing."""

    name = ""


def broken():
    raise RuntimeError("no")
'''
POINTS = """[weft.forms]
ditto = weft_ditto:Ditto
blind = weft_ditto:Blind
absent = weft_ditto:Absent
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder into which pip has installed the package, from a wheel made here."""
    wheel = tmp_path / "weft_ditto-1.0-py3-none-any.whl"
    info = "weft_ditto-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("weft_ditto.py", CODE)
        made.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: weft-ditto\nVersion: 1.0\n")
        made.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        made.writestr(f"{info}/entry_points.txt", POINTS)
        made.writestr(f"{info}/RECORD", "")
    folder = tmp_path / "site"
    options = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(folder), str(wheel)],
        check=True,
    )
    return folder


@pytest.fixture
def there(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "weft_ditto", raising=False)


TEXT = " ".join(["again"] * 400)


@pytest.mark.usefixtures("there")
def test_a_form_that_is_asked_for_by_name_takes_part() -> None:
    forms = with_forms(FORMS, ["ditto"])
    rendering = render(Block(TEXT), forms, Terms(count))
    assert rendering.candidate.pieces == ("again (400 times)",)
    assert rendering.candidate.forms == ("ditto",)


@pytest.mark.usefixtures("there")
def test_one_that_is_not_asked_for_is_not_even_imported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert with_forms(FORMS, []) == FORMS
    assert {"absent", "blind", "ditto"} <= set(installed())
    assert render(Block(TEXT), FORMS, Terms(count)).unchanged
    assert "weft_ditto" not in sys.modules
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("there")
def test_one_that_is_no_form_is_refused_in_words() -> None:
    with pytest.raises(FormError, match="has no name"):
        with_forms(FORMS, ["blind"])
    with pytest.raises(FormError, match="'absent' does not load"):
        with_forms(FORMS, ["absent"])


def test_one_that_is_not_installed_is_missed_in_words() -> None:
    with pytest.raises(FormMissing, match="no form 'ditto' is installed; installed forms: none"):
        with_forms(FORMS, ["ditto"])
