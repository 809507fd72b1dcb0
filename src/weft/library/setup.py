"""Setup: what stays between calls. Settings, an open store, the forms, and counts by model.

The rim of the library: here settings are loaded and stores are opened, once per process and URL,
and shared from then on. A store that a caller hands in is used, and never closed.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from weft import __version__
from weft.engine.forms.registry import FORMS
from weft.engine.pipeline import Terms, unlimited
from weft.engine.tokens import CL100K, O200K, Counter, for_model
from weft.library.opening import open_store
from weft.library.tally import Tally
from weft.rewrite.scribe import Scribe
from weft.settings import Flag, Settings, load

if TYPE_CHECKING:
    from weft.engine.formset import FormSet
    from weft.engine.pipeline import Limit
    from weft.recall.store import Store

TENANT = "local"  # as on the command line, so that `weft retrieve` finds what a program left out

ENGINE = f"weft {__version__}"

_ENCODINGS = {"o200k": O200K, "cl100k": CL100K}


class Setup:
    """Settings, a store that is opened when it is first needed, and the forms in use."""

    def __init__(
        self, settings: Settings, store: Store | None = None, forms: FormSet = FORMS
    ) -> None:
        self.settings = settings
        self.forms = forms
        self._given = store
        self._lender: Setup | None = None
        self._store = store
        self._tallies: dict[str, Tally] = {}
        self._lock = Lock()

    @property
    def store(self) -> Store:
        """The store. Raises `StoreError` or `StateDirError` where it does not open."""
        if self._lender is not None:
            return self._lender.store
        if self._store is None:
            with self._lock:
                if self._store is None:
                    self._store = open_store(self.settings)
        return self._store

    def with_forms(self, forms: FormSet | None) -> Setup:
        """The same with other forms; the store is this one's, opened and closed here."""
        if forms is None:
            return self
        other = Setup(self.settings, forms=forms)
        other._lender = self
        return other

    def close(self) -> None:
        """Close the store, if it was opened here."""
        with self._lock:
            store, self._store = self._store, self._given
            if store is not None and self._given is None:
                store.close()

    @property
    def may_cut(self) -> bool:
        """Whether anything may be left out at all."""
        return self.settings.engine.lossy or self.settings.engine.offload

    def counter(self, model: str | None) -> Counter:
        """The counter of a model; of the configured vocabulary where none is named."""
        if model:
            return for_model(model)
        encoding = _ENCODINGS[self.settings.engine.model]
        return Counter(encoding, exact=True, encoding=encoding)

    def tally(self, counter: Counter) -> Tally:
        """Counts by this counter, remembered."""
        return self._tallies.setdefault(counter.name, Tally(counter))

    def terms(self, counter: Counter) -> Terms:
        """What a rewrite is worth, for a model."""
        knobs = self.settings.engine
        return Terms(counter, knobs.lossy, knobs.offload, min_tokens=knobs.min_tokens)

    def scribe(self, counter: Counter, tenant: str = TENANT, limit: Limit = unlimited) -> Scribe:
        """Who writes texts for a model, on behalf of a tenant."""
        return Scribe(self.store, self.forms, self.terms(counter), tenant, ENGINE, limit)


Config = Settings | Mapping[str, Any] | str | None

_open: dict[Settings, Setup] = {}
_lock = Lock()


def setup(store: Store | str | None = None, config: Config = None) -> Setup:
    """The setup for these arguments, opened if it is not open yet.

    `config` is settings, or a mapping of settings by name (`{"engine.lossy": False}`), or the
    path of a weft.toml; without it, settings come from where the command line takes them.
    """
    settings = _settings(store if isinstance(store, str) else None, config)
    if store is not None and not isinstance(store, str):
        return Setup(settings, store)
    with _lock:
        known = _open.get(settings)
        if known is None:
            known = _open[settings] = Setup(settings)
        return known


def close() -> None:
    """Close every store that was opened here."""
    with _lock:
        while _open:
            _open.popitem()[1].close()


atexit.register(close)


def _settings(url: str | None, config: Config) -> Settings:
    flags = []
    if isinstance(config, Mapping):
        flags += [Flag("config", name, _written(value)) for name, value in config.items()]
    if url is not None:
        flags.append(Flag("store", "store.url", url))
    if isinstance(config, Settings) and not flags:
        return config
    if isinstance(config, Settings):
        raise TypeError("a store's URL stands in the settings; give one or the other")
    return load(flags, config if isinstance(config, str) else None).settings


def _written(value: object) -> str:
    """A value as it is written in the environment or behind an option."""
    return str(value).lower() if isinstance(value, bool) else str(value)
