"""Weft: one local gateway between AI agents and everything they talk to.

This file holds the version and nothing that takes time to import: `weft --version`
and every library user pay for what stands here.
"""

__version__ = "0.1.0"
