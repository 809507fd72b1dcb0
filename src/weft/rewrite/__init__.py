"""A text on its way to a model: replayed if it was decided before, else rendered, kept, decided.

One noun: the `Scribe`, who has an engine, a store with its ledger, and the tenant on whose behalf
it works. The library, the gateway and the demonstration all write through it.
"""
