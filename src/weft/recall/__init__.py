"""What was left out, and what was decided.

Nouns: an *original* is a text as the client sent it; a *marker* stands for a part of one in a
shorter text; a `Store` keeps originals; a `Ledger` remembers which replacement a block got, so
that it gets the same one for ever; a `Query` asks for a part of an original.

Flow: `marker.Keyring` names an original (a keyed hash), the engine writes markers with that
name, `store.put` makes it durable, the ledger records the replacement; later the ledger replays
it, and `query` answers what a marker stands for.

Nothing here decides whether a text should be shortened, and nothing here ever serves one
tenant's data to another.
"""
