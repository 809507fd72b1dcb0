"""The decider of one worker, made of what is configured. Importing this loads the engine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from weft import __version__
from weft.engine.forms.registry import FORMS
from weft.gateway.watchdog import Watchdog
from weft.rewrite.decider import Decider
from weft.rewrite.means import Means, Rules

if TYPE_CHECKING:
    from weft.gateway.options import Rewriting
    from weft.recall.store import Store


def decider(store: Store, options: Rewriting) -> Decider:
    """A decider of this store."""
    means = Means(
        store=store,
        forms=FORMS,
        engine=f"weft {__version__}",
        rules=Rules(
            min_tokens=options.min_tokens,
            min_body=options.min_body,
            lossy=options.lossy,
            offload=options.offload,
            frozen_prefix=options.frozen_prefix,
            exact_tools=options.exact_tools,
            retrieval_tool=options.retrieval_tool,
        ),
        seconds=options.seconds,
        limit=Watchdog(options.form_seconds),
        now=time.monotonic,
    )
    return Decider(means)
