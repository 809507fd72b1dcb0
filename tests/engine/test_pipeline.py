"""The laws of the pipeline, over generated blocks and over forms that are broken on purpose."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial

import pytest
from broken_forms import (
    LOSSLESS_THAT_FAIL,
    LOSSY_THAT_FAIL,
    Grows,
    Halves,
    Lossless,
    Lossy,
    Shaves,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from turning_back import turned_back

from weft.engine.forms.registry import FORMS
from weft.engine.formset import FormSet
from weft.engine.model import Block, Cut, Lines
from weft.engine.pipeline import Terms, render
from weft.gateway.watchdog import Watchdog
from weft.recall.marker import Keyring, Receipt, Reference

KEYRING = Keyring(bytes(range(32)))
TERMS = Terms(count=len)


def reference(text: str) -> Reference:
    return KEYRING.reference("tenant", text)


def receipt(text: str) -> Receipt:
    return Receipt(reference(text).hash, "tenant", KEYRING)


def rendered(text: str, forms: FormSet = FORMS, terms: Terms = TERMS) -> str:
    return render(Block(text), forms, terms, reference(text)).settle(receipt)


# Texts of the shapes that the forms look for, and of none.
words = st.text(st.sampled_from('ab \t[]{}"\\:,0.\r\ud800é'), max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=6), inner, max_size=6)
    ),
    max_leaves=30,
)
json_texts = st.builds(
    lambda value, indent: json.dumps(value, indent=indent),
    json_values,
    st.sampled_from([None, 1, 4]),
)
line_texts = st.lists(st.tuples(words, st.integers(1, 30)), max_size=12).map(
    lambda runs: "\n".join(line for line, times in runs for _ in range(times))
)
long_texts = st.builds(
    lambda line, times: (line + "\n") * times, words, st.integers(1, 400)
) | st.builds(
    lambda seed, times: "\n".join(f"{seed} line {n} {n * 7919 % 1009}" for n in range(times)),
    words,
    st.integers(1, 400),
)
texts = st.text(max_size=200) | json_texts | line_texts | long_texts


@given(texts)
def test_lossless_renderings_give_the_original_back(text: str) -> None:
    rendering = render(Block(text), FORMS, TERMS)
    assert not rendering.cuts, "nothing may be cut without marks"
    turned_back(text, rendering.candidate, FORMS)


@given(texts)
def test_never_worse_and_the_count_is_true(text: str) -> None:
    rendering = render(Block(text), FORMS, TERMS, reference(text))
    sent = rendering.settle(receipt)
    assert rendering.tokens_before == len(text)
    assert rendering.tokens_after == len(sent)
    assert sent == text or len(sent) < len(text)
    assert rendering.unchanged == (sent == text)
    assert bool(rendering.reason) == rendering.unchanged


@given(texts)
def test_idempotent(text: str) -> None:
    once = rendered(text)
    assert rendered(once) == once


@given(texts)
def test_idempotent_with_forms_that_fold_on_their_own_output(text: str) -> None:
    forms = FormSet((*FORMS.lossless, Halves(), Shaves()), (Lossy(),), FORMS.offload)
    once = rendered(text, forms)
    assert rendered(once, forms) == once


@given(texts)
def test_what_is_left_out_was_stored_first(text: str) -> None:
    stored: list[str] = []

    def keep(original: str) -> Receipt:
        stored.append(original)
        return receipt(original)

    rendering = render(Block(text), FORMS, TERMS, reference(text))
    sent = rendering.settle(keep)
    assert stored == ([text] if rendering.cuts else [])
    assert all(receipt(text).mark(cut) in sent for cut in rendering.cuts[:1])
    assert all(receipt(text).again(cut) in sent for cut in rendering.cuts[1:])


@pytest.mark.parametrize("form", LOSSLESS_THAT_FAIL, ids=lambda form: form.name)
def test_a_broken_lossless_form_changes_nothing_and_is_reported(form: object) -> None:
    text = "some text that is longer than what the form gives"
    rendering = render(Block(text), FormSet((form,)), TERMS, reference(text))
    assert rendering.settle(receipt) == text
    assert [discard.form for discard in rendering.discards] == [form.name]
    assert rendering.discards[0].reason


@pytest.mark.parametrize("form", LOSSY_THAT_FAIL, ids=lambda form: form.name)
def test_a_broken_lossy_form_changes_nothing_and_is_reported(form: object) -> None:
    text = "a line\n" * 60
    rendering = render(Block(text), FormSet((), (form,)), TERMS, reference(text))
    assert rendering.settle(receipt) == text
    assert [discard.form for discard in rendering.discards] == [form.name]
    assert rendering.discards[0].reason


@given(texts, st.sampled_from([*LOSSLESS_THAT_FAIL, *LOSSY_THAT_FAIL, Grows()]))
@settings(max_examples=40)
def test_a_broken_form_does_not_stand_in_the_way_of_the_others(text: str, form: object) -> None:
    broken = (
        FormSet((form, *FORMS.lossless), FORMS.lossy, FORMS.offload)
        if not form.loses
        else FormSet(FORMS.lossless, (form, *FORMS.lossy), FORMS.offload)
    )
    assert rendered(text, broken) == rendered(text)


def for_ever() -> None:
    while True:
        pass


class CutsForEver(Lossy):
    name = "loops"

    def cut(self, block: Block, room: int | None) -> list[str | Cut] | None:
        for_ever()
        return None


class FoldsForEver(Lossless):
    name = "loops"

    def fold(self, text: str) -> str | None:
        for_ever()
        return None


class UnfoldsForEver(Lossless):
    """Found out only when its fold would be taken."""

    name = "loops"

    def unfold(self, text: str) -> str:
        for_ever()
        return text


@pytest.mark.parametrize("form", [CutsForEver(), FoldsForEver(), UnfoldsForEver()])
def test_a_form_that_never_ends_is_stopped_by_the_limit(form: Lossy | Lossless) -> None:
    text = "a line\n" * 60
    more = (
        ((form, *FORMS.lossless), FORMS.lossy)
        if not form.loses
        else (FORMS.lossless, (form, *FORMS.lossy))
    )
    forms = FormSet(*more, FORMS.offload)  # type: ignore[arg-type]
    rendering = render(Block(text), forms, TERMS, reference(text), Watchdog(0.2))
    assert {discard.form for discard in rendering.discards} == {"loops"}
    assert {trial.forms for trial in rendering.trials if "Overran" in trial.verdict}
    assert rendering.settle(receipt) == rendered(text)


def test_a_form_that_folds_for_ever_is_left_out() -> None:
    text = "a" * 100
    rendering = render(Block(text), FormSet((Shaves(),)), TERMS, reference(text))
    assert rendering.settle(receipt) == text
    assert "still folds" in rendering.discards[0].reason


def test_folds_are_followed_to_the_end() -> None:
    rendering = render(Block("ab" * 16), FormSet((Halves(),)), TERMS)
    assert rendering.settle(receipt) == "ab"
    assert rendering.candidate.forms == ("halves",) * 4


def test_a_small_fold_does_not_stand_in_the_way_of_a_good_cut() -> None:
    text = "".join(f"{n * 7919 % 100_003:x} {n * n * 104_729 % 999_983:x}\n" for n in range(9000))
    with_a_fold = "twice\n" * 9 + text
    rendering = render(Block(with_a_fold), FORMS, TERMS, reference(with_a_fold))
    assert rendering.cuts
    assert rendering.tokens_after < rendering.tokens_before / 4


def test_the_order_of_forms_decides_nothing() -> None:
    text = json.dumps([{"n": n, "same": "value"} for n in range(200)], indent=4)
    turned = FormSet(FORMS.lossless[::-1], FORMS.lossy[::-1], FORMS.offload[::-1])
    assert rendered(text, turned) == rendered(text)


def test_terms_switch_cutting_off() -> None:
    text = "".join(f"{n} {n * 7919 % 100_003}\n" for n in range(3000))
    assert render(Block(text), FORMS, TERMS, reference(text)).cuts
    only_lossless = Terms(count=len, lossy=False, offload=False)
    assert not render(Block(text), FORMS, only_lossless, reference(text)).cuts
    assert "shorter than" in render(Block("{ }"), FORMS, Terms(count=len, min_tokens=9)).reason


def test_our_own_text_is_recognised_and_a_look_alike_is_not() -> None:
    text = "".join(f"{n} {n * 7919 % 100_003}\n" for n in range(3000))
    ours = rendered(text)
    assert render(Block(ours), FORMS, TERMS, reference(ours)).reason == "our own text"
    alike = f"<<ccr:{'0' * 24} lines 1-9>>\n" + text
    assert render(Block(alike), FORMS, TERMS, reference(alike)).cuts


SCRIPT = """
import hashlib, json
from weft.engine.forms.registry import FORMS
from weft.engine.model import Block
from weft.engine.pipeline import Terms, render
from weft.engine.tokens import for_model
from weft.recall.marker import Keyring, Receipt
keyring = Keyring(bytes(32))
texts = [json.dumps({str(n): [n, {"a": n}] for n in range(90)}, indent=2),
         "same line\\n" * 50, "".join(f"{n} {n * 7919 % 1009}\\n" for n in range(900))]
for text in texts:
    ref = keyring.reference("t", text)
    out = render(Block(text), FORMS, Terms(for_model("gpt-4o")), ref).settle(
        lambda original: Receipt(keyring.reference("t", original).hash, "t", keyring))
    print(hashlib.sha256(out.encode()).hexdigest())
"""


def test_the_same_bytes_in_every_process_and_under_every_hash_seed() -> None:
    run = partial(subprocess.run, [sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    outputs = {run(env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "4242")}
    assert len(outputs) == 1
    assert len(set(outputs.pop().split())) == 3


class EveryOther(Lossy):
    """Cuts every other line, in the place of which a gap stands while the rest is folded."""

    name = "every other"

    def cut(self, block: Block, room: int | None) -> list[str | Cut] | None:
        lines = block.text.splitlines(keepends=True)
        return [
            Cut(Lines(number, number), after="\n") if number % 2 == 0 else line
            for number, line in enumerate(lines, 1)
        ]


class Digits(Lossless):
    """Writes `one thousand` shorter."""

    name = "digits"

    def fold(self, text: str) -> str | None:
        return text.replace("one thousand", "1000") if "1000" not in text else None

    def unfold(self, text: str) -> str:
        return text.replace("1000", "one thousand")


def test_what_a_cut_leaves_standing_is_folded_and_the_hash_is_said_once() -> None:
    text = "".join(
        f"{'one thousand' if n % 2 else 'nothing at all here, again' * 3}\n" for n in range(1, 9)
    )
    rendering = render(Block(text), FormSet((Digits(),), (EveryOther(),)), TERMS, reference(text))
    assert rendering.candidate.forms == ("every other", "digits")
    marks = reference(text)
    assert rendering.settle(receipt).splitlines() == [
        "1000",
        f"<<ccr:{marks.hash} line 2>>",
        "1000",
        "<<line 4>>",
        "1000",
        "<<line 6>>",
        "1000",
        "<<line 8>>",
    ]


class DropsGaps(Lossless):
    """Folds a text with gaps so that a gap goes missing, and knows how to turn it back."""

    name = "drops gaps"

    def fold(self, text: str) -> str | None:
        return text.replace("\U000f0000\n", "?") if "\U000f0000" in text else None

    def unfold(self, text: str) -> str:
        return text.replace("?", "\U000f0000\n")


def test_a_fold_that_loses_a_gap_is_not_taken() -> None:
    text = "a line that is rather long, and says little\n" * 60
    forms = FormSet((DropsGaps(),), (EveryOther(),))
    rendering = render(Block(text), forms, TERMS, reference(text))
    assert "drops gaps" not in rendering.candidate.forms
    assert "keep the gaps" in rendering.discards[0].reason
