"""All that one worker answers itself, put together: health, originals, and what was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft import __version__
from weft.gateway import openapi
from weft.gateway.guard import Guard
from weft.gateway.health import Health
from weft.gateway.own import Own
from weft.gateway.retrieving import Retrieving
from weft.policy.tenants import Tenants

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weft.gateway.answering import Asked, Door
    from weft.gateway.events import Ear
    from weft.gateway.options import Options
    from weft.gateway.routes import Upstream
    from weft.recall.store import Store
    from weft.wire.exchange import Upstreams


def own(
    options: Options,
    pools: Mapping[Upstream, Upstreams],
    store: Store | None,
    report: Callable[[BaseException], None],
    ear: Ear | None = None,
) -> Own:
    """What is answered here. Without a store there is nothing that needs one."""
    doors: dict[str, Door] = {**Health(pools, version=__version__).doors}
    if store is not None:
        tenants = Tenants(store.keyring.secret_for(b"tenants"))

        def whose(asked: Asked) -> str:
            return tenants.tenant(asked.headers)

        doors.update(Retrieving(store, options.store_limits, whose).doors)
        for furnish in options.furnish:
            doors.update(furnish(store, whose))
    if ear is not None:
        doors.update(ear.doors())
    doors.update(openapi.doors(doors))
    guard = Guard(options.token, options.hosts)
    return Own(doors, guard, cap=options.max_body_bytes, report=report)
