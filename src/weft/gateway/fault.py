"""What keeps the gateway from starting. The message says what to change."""

from __future__ import annotations


class Misconfigured(Exception):
    """It cannot start like this, and starting again will not help."""
