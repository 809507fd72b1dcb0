"""A local model as a scorer: one that ships in a package, and what is no model."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from weft.engine.forms.document_choice import DocumentChoice
from weft.engine.forms.registry import FORMS, forms
from weft.engine.model import Block, Cut, Origin
from weft.library.static_model import ModelError, StaticModel, hybrid

TEXTS = [
    "`max_size` limits how large a response may become.",
    "The weather was fine and the cat slept.",
    "`timeout` is in milliseconds.",
    "Install the package with the usual command.",
    "Birds sing in the morning.",
    "Paint the fence green.",
]
QUESTION = "Which setting caps how many bytes an answer can have?"


def shipped() -> Path:
    """The folder of the model that the package `wordllama` brings along."""
    spec = find_spec("wordllama")
    assert spec is not None
    assert spec.origin
    return Path(spec.origin).parent


@pytest.fixture(scope="module")
def model() -> StaticModel:
    return StaticModel.open(shipped())


def test_a_shipped_model_knows_meanings(model: StaticModel) -> None:
    scores = model.scores(QUESTION, TEXTS)
    assert max(scores) == scores[0] > 0
    assert scores[1] == scores[4] == 0


def test_it_scores_the_same_every_time(model: StaticModel) -> None:
    assert model.scores(QUESTION, TEXTS) == StaticModel.open(shipped()).scores(QUESTION, TEXTS)


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "日本語", "x" * 50_000])
def test_any_text_can_be_scored(model: StaticModel, text: str) -> None:
    assert len(model.scores("what is it", [text, "a", text])) == 3
    assert model.scores("", [text]) == [0.0]


def test_a_form_keeps_what_the_words_alone_would_miss() -> None:
    noise = "".join(
        f"## Part {n}\n\nThe crate {n} stands in row {n} of the hall, where it is dry.\n\n"
        for n in range(150)
    )
    half = len(noise) // 2
    at = noise.index("## ", half)
    answer = "## Limits\n\nA response may not become larger than 40 kilobytes.\n\n"
    text = f"# Depot\n\nKeeps crates.\n\n{noise[:at]}{answer}{noise[at:]}"
    block = Block(text, Origin(question="crate: how many bytes can the reply hold at most?"))

    def kept(form: DocumentChoice) -> str:
        pieces = form.cut(block, 700)
        assert pieces
        return "".join(piece for piece in pieces if not isinstance(piece, Cut))

    assert "40 kilobytes" in kept(DocumentChoice(hybrid(shipped())))


def test_without_it_being_asked_for_nothing_changes() -> None:
    assert [form.name for form in forms().lossy] == [form.name for form in FORMS.lossy]
    script = (
        "import sys\n"
        "from weft.engine.forms.registry import FORMS\n"
        "from weft import compress\n"
        "print(sorted({'numpy', 'tokenizers', 'safetensors'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def made(folder: Path, name: str = "embeddings") -> Path:
    """A model of three words, as files."""
    words = {"cap": 0, "limit": 1, "weather": 2}
    tokenizer = Tokenizer(WordLevel({**words, "[UNK]": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    vectors = np.array([[1, 0.1], [0.9, 0.2], [0, 1], [0, 0]], dtype=np.float32)
    save_file({name: vectors}, str(folder / "model.safetensors"))
    return folder


@pytest.mark.parametrize("name", ["embeddings", "embedding.weight"])
def test_a_model_of_ones_own(tmp_path: Path, name: str) -> None:
    mine = StaticModel.open(made(tmp_path, name))
    assert mine.scores("cap", ["limit", "weather", "weather"])[0] > 0.9
    assert mine.scores("cap", ["unknown", "words"]) == [0.0, 0.0]


def test_what_is_no_model_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is no folder"):
        StaticModel.open(tmp_path / "nowhere")
    with pytest.raises(ModelError, match=r"0 \.safetensors files"):
        StaticModel.open(tmp_path)
    folder = made(tmp_path, "something")
    with pytest.raises(ModelError, match="something; a table of vectors is called"):
        StaticModel.open(folder)
    made(tmp_path)
    (folder / "tokenizer.json").write_text(json.dumps({"no": "tokenizer"}))
    with pytest.raises(ModelError, match="is no tokenizer"):
        StaticModel.open(folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match="holds no tokenizer"):
        StaticModel.open(folder)
