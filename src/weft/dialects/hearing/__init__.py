"""Hearing: what a provider's answer says, read from a copy of its bytes.

The client's bytes are never touched or delayed here, and nothing in here raises on them: what is
not understood is passed over, because the client will judge it.
"""
