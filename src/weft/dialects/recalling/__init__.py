"""Recalling: the retrieval tool on the wire. How it is offered, and how hidden turns are joined.

Sans-IO: bytes in, bytes out. Who asks the upstream again, and who answers from the store, stands
in `gateway`.
"""
