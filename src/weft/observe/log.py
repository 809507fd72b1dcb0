"""What the journal says of exchanges: one line each at level debug, and a sum at the end.

Pure. Nothing of a header or of a text comes in here, only numbers and words of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.observe.figures import dollars, failures, figures, money
from weft.observe.models import family

if TYPE_CHECKING:
    from weft.gateway.events import Exchanged
    from weft.observe.tally import Tally


def line(event: Exchanged) -> tuple[str, dict[str, object]]:
    """The message and the fields of an exchange; no message where there is nothing to say."""
    told, failed, worth = figures(event), failures(event), money(event.worth)
    if not (told.texts or told.replayed or failed):
        return "", {}
    parts = [
        f"{event.dialect} {event.operation}: {told.saved:,} tokens not sent",
        f"{told.shortened} of {told.texts} new texts shorter ({told.before:,} → {told.after:,})",
        f"{told.replayed} as before",
    ]
    if worth is not None:
        parts.append(f"net ${dollars(worth.saved):.6f}")
    parts += [f"failed: {', '.join(failed)}"] if failed else []
    return "; ".join(parts), {
        "request_id": event.request_id,
        "model": family(event.model),
        "mode": str(event.mode),
        "status": event.status,
        "tokens_before": told.before,
        "tokens_after": told.after,
        "tokens_saved": told.saved,
        "replayed_saved": told.replayed_saved,
        "saved_usd": None if worth is None else dollars(worth.saved),
        "rewrite_seconds": event.rewrite_seconds,
        "failures": list(failed),
    }


def closing(pid: int, tally: Tally) -> str:
    """What it all came to, for the journal of a worker that stops."""
    tokens = tally.of("tokens")
    saved = tokens.get("before", 0) - tokens.get("after", 0) + tokens.get("replayed", 0)
    spent = tally.number("money", "unshortened") - tally.number("money", "spent")
    net = f", net ${dollars(spent):.2f}" if tally.number("money", "priced") else ""
    return f"worker {pid}: {tally.exchanges:,} exchanges, {saved:,} tokens not sent{net}"
