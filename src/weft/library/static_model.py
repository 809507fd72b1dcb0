"""A scorer by meaning: the vectors of a local model, one for each token, averaged over a text.

The rim: files are read here, once, when somebody has asked for a model by its folder. Such a model
(model2vec, a static embedding of sentence-transformers, WordLlama) is a table of vectors in a
`.safetensors` file, and a tokenizer in a `.json` file. Nothing is downloaded. Needs the extra
`embeddings`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from weft.engine.signals.fused import Fused
from weft.engine.signals.relevance import BEST_MATCH

try:
    import numpy as np
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"a local model needs the package {missing.name!r}, which is not installed: "
        "pip install 'weft[embeddings]'"
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4000  # characters of a text that are read
ABOVE = 1.0  # standard deviations above the mean, from which on a text has to do with a question
DIGITS = 4  # of a score; what is beyond may differ between processors

_TABLES = ("embeddings", "embedding.weight")


class ModelError(ValueError):
    """A folder that holds no such model. The message says what is missing."""


class StaticModel:
    """Scores texts by how near their vectors are to that of the question."""

    def __init__(self, vectors: Any, tokenizer: Any) -> None:
        self._vectors = vectors
        self._tokenizer = tokenizer

    @classmethod
    def open(cls, folder: str | Path) -> StaticModel:
        """The model in a folder, or in folders below it. Raises `ModelError`."""
        folder = Path(folder)
        tables = _all(folder, "*.safetensors")
        if len(tables) != 1:
            raise ModelError(f"{folder} holds {len(tables)} .safetensors files; name a folder of 1")
        tensors = load_file(tables[0])
        vectors = next((tensors[name] for name in _TABLES if name in tensors), None)
        if vectors is None or vectors.ndim != 2:
            raise ModelError(
                f"{tables[0]} holds {', '.join(sorted(tensors)) or 'nothing'}; "
                f"a table of vectors is called {' or '.join(_TABLES)}"
            )
        found = _all(folder, "*tokenizer*.json")
        named = [path for path in found if path.name == "tokenizer.json"] or found
        if not named:
            raise ModelError(f"{folder} holds no tokenizer.json")
        try:
            tokenizer = Tokenizer.from_file(str(named[0]))
        except Exception as error:  # the library raises bare exceptions
            raise ModelError(f"{named[0]} is no tokenizer: {error}") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(vectors.astype(np.float32), tokenizer)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How much nearer each text is to the question than texts are on average, or 0."""
        if not question.strip() or not texts:
            return [0.0] * len(texts)
        rows = self.embed([question, *texts])
        near = rows[1:] @ rows[0]
        least = max(0.0, float(near.mean()) + ABOVE * float(near.std()))
        return [round(score, DIGITS) if score >= least else 0.0 for score in near.tolist()]

    def embed(self, texts: Sequence[str]) -> Any:
        """A vector of length 1 for each text; of zeros for one without tokens that are known."""
        encoded = self._tokenizer.encode_batch(
            [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts],
            add_special_tokens=False,
        )
        rows = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for row, said in enumerate(encoded):
            ids = [number for number in said.ids if number < len(self._vectors)]
            if ids:
                rows[row] = self._vectors[ids].mean(axis=0)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths > 0, lengths, 1)


def hybrid(folder: str | Path) -> Fused:
    """Words and meanings: the scorer that is built in, and the model in a folder."""
    return Fused((BEST_MATCH, StaticModel.open(folder)))


def _all(folder: Path, pattern: str) -> list[Path]:
    if not folder.is_dir():
        raise ModelError(f"{folder} is no folder")
    return sorted(folder.rglob(pattern))


__all__ = ["ModelError", "StaticModel", "hybrid"]
