"""A store opened as the settings name it, its state directory made ready first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from weft.recall.store import Limits, from_url
from weft.settings import state

if TYPE_CHECKING:
    from weft.recall.store import Store
    from weft.settings import Settings


def open_store(settings: Settings) -> Store:
    """The store that is configured. Raises `StoreError` or `StateDirError`."""
    return from_url(*named(settings))


def named(settings: Settings) -> tuple[str, Limits]:
    """The configured store's URL and limits, for whoever opens it. Raises `StateDirError`."""
    knobs = settings.store
    if knobs.url.startswith(f"sqlite:{settings.state_dir}/"):
        state.prepare(settings.state_dir, os.geteuid())
    return knobs.url, Limits(knobs.idle, knobs.active, knobs.max_bytes)
