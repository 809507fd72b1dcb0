"""A request on its way to a model: replayed, or decided and kept.

The nouns: a `Scribe` writes one text (rendered, kept, settled); the library and the demonstration
write through it too. A `Rewriter` has a whole request: it takes a `Sight` of it, from the `Thread`
it goes on with; a `Decider` decides about the texts that are new in it, by policy's verdict;
`repeats` refer to what stands earlier, `wayback` sees to it that the model can ask for what is left
out, `interludes` put back what was hidden; `splicing` writes it all into the client's bytes. What
became of each text is told in a `BlockTold`.

    Rewriter -> threads -> sight -> decider -> interludes -> splicing -> Rewritten

The store is the only thing here that waits; time comes in as a function.
"""
