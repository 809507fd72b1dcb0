"""A rewriter with a real store, a real engine and a clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weft.dialects.anthropic import ANTHROPIC
from weft.dialects.gemini import GEMINI
from weft.dialects.openai_chat import OPENAI_CHAT
from weft.dialects.openai_responses import OPENAI_RESPONSES
from weft.engine.forms.registry import FORMS
from weft.engine.limit import unlimited
from weft.policy.words import Auth, Mode
from weft.recall.marker import SECRET_BYTES, Keyring
from weft.recall.memory import MemoryStore
from weft.recall.store import from_url
from weft.rewrite.decider import Decider
from weft.rewrite.means import Means, Rules
from weft.rewrite.rewriter import Asked, Rewriter
from weft.rewrite.threads import Threads

if TYPE_CHECKING:
    from weft.engine.formset import FormSet
    from weft.engine.limit import Limit
    from weft.recall.store import Limits, Store
    from weft.rewrite.told import Rewritten

DIALECTS = {
    "anthropic": ANTHROPIC,
    "chat": OPENAI_CHAT,
    "responses": OPENAI_RESPONSES,
    "gemini": GEMINI,
}
TENANT = "t1"


class Clock:
    """Seconds, as told."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


def kept(limits: Limits | None = None) -> MemoryStore:
    """A store whose keys are the same in every test, so that its hashes are."""
    store = from_url("memory:", limits)
    assert isinstance(store, MemoryStore)
    store._keyring = Keyring(b"k" * SECRET_BYTES)
    return store


@dataclass
class World:
    """Where rewriters live: what they share, and how the next one is configured."""

    store: Store = field(default_factory=kept)
    clock: Clock = field(default_factory=Clock)
    forms: FormSet = FORMS
    limit: Limit = unlimited
    seconds: float = 60.0

    def rewriter(
        self, threads: Threads | None = None, *, always: bool = False, **rules: Any
    ) -> Rewriter:
        """One more worker on the same store."""
        means = Means(
            store=self.store,
            forms=self.forms,
            engine="test",
            rules=Rules(**rules),
            seconds=self.seconds,
            limit=self.limit,
            now=self.clock,
        )
        known = Threads() if threads is None else threads
        return Rewriter(Decider(means), known, self.clock, always=always)


def asked(
    body: bytes,
    dialect: str = "anthropic",
    mode: Mode = Mode.FULL,
    tenant: str = TENANT,
    auth: Auth = Auth.KEY,
) -> Asked:
    """A request as it came."""
    model = "gemini-3-pro" if dialect == "gemini" else ""
    return Asked(
        body=body, dialect=DIALECTS[dialect], tenant=tenant, auth=auth, mode=mode, model=model
    )


def rewrite(rewriter: Rewriter, asked: Asked) -> Rewritten:
    """What becomes of it, the whole line down."""
    sight = rewriter.look(asked, rewriter.known(asked))
    assert sight is not None, "not of a known shape"
    return rewriter.rewrite(asked, sight)
