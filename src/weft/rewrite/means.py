"""What deciding takes: `Means`, and the `Rules` that are configured. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.engine.pipeline import Terms
from weft.engine.tokens import for_model
from weft.policy.words import Mode
from weft.rewrite.scribe import Scribe

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.engine.formset import FormSet
    from weft.engine.limit import Limit
    from weft.recall.store import Store
    from weft.rewrite.rewriter import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is configured: see the settings of these names."""

    min_tokens: int = 200
    min_body: int = 2_048
    lossy: bool = True
    offload: bool = True
    frozen_prefix: bool = True
    exact_tools: frozenset[str] = frozenset()
    retrieval_tool: str = "lazy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What deciding takes: a store, forms, rules, and how long it may take."""

    store: Store
    forms: FormSet
    engine: str
    rules: Rules
    seconds: float  # for all texts of one request
    limit: Limit  # for the work of one form
    now: Callable[[], float]

    def scribe(self, asked: Asked, model: str, limit: Limit) -> Scribe:
        """Who writes for this request."""
        full = asked.mode is not Mode.LOSSLESS
        terms = Terms(
            for_model(model),
            self.rules.lossy and full,
            self.rules.offload and full,
            min_tokens=self.rules.min_tokens,
        )
        return Scribe(self.store, self.forms, terms, asked.tenant, self.engine, limit)
