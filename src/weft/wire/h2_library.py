"""The h2 library, set up the way we use it.

h2 is shown the pseudo-headers of a header block only. The rest it would look through several times,
byte by byte in Python, and where it finds fault it would end the connection for it; `h2_head` does
that for one stream. It is told to allow any number of streams, for the same reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.settings import SettingCodes, Settings
from hpack import Decoder

from weft.wire.h2_frames import PREFACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hpack import HeaderTuple

CONNECTION_WINDOW = 16 * 1024 * 1024  # bytes; the streams' windows are the bound, this one is not
CLOSED_KEPT = 1024  # closed streams h2 remembers per connection (65,536 of them take 8 MB)

_UNBOUND = 2**31 - 1


class ListDecoder(Decoder):
    """Keeps the last header list, and shows h2 the pseudo-headers of it."""

    fields: Sequence[HeaderTuple] = ()

    def decode(self, data: bytes, raw: bool = False) -> Iterable[HeaderTuple]:  # noqa: ARG002
        """The pseudo-headers."""
        self.fields = list(super().decode(data, raw=True))
        return [field for field in self.fields if field[0][:1] == b":"]


class _Connection(H2Connection):
    MAX_CLOSED_STREAMS = CLOSED_KEPT


def connection(
    *, client: bool, settings: dict[SettingCodes, int], list_size: int
) -> tuple[H2Connection, ListDecoder]:
    """A connection with its first frames waiting to be sent, and its decoder.

    `list_size` bounds what is decoded; what is announced stands in `settings`.
    """
    h2 = _Connection(
        H2Configuration(
            client_side=client,
            validate_inbound_headers=False,
            normalize_inbound_headers=False,
            validate_outbound_headers=False,
            normalize_outbound_headers=False,
        )
    )
    decoder = ListDecoder(list_size)
    h2.decoder = decoder
    h2.local_settings = Settings(client, settings)
    h2.initiate_connection()
    h2.local_settings = Settings(
        client, {**settings, SettingCodes.MAX_CONCURRENT_STREAMS: _UNBOUND}
    )
    h2.increment_flow_control_window(CONNECTION_WINDOW - h2.inbound_flow_control_window)
    if not client:
        h2.receive_data(PREFACE)  # `Frames` looks for the client's
    return h2, decoder


__all__ = ["CONNECTION_WINDOW", "ListDecoder", "connection"]
