"""A model that says what it is told to: no weights, no network, and the grammar of each provider.

Nouns: a `Turn` is what the model says once; a `Script` decides which turn is next; `Asked` is what
a request says in any dialect; a `PromptCache` remembers prefixes as providers bill them; a `Model`
puts them together, and `Served` puts a model on a socket.

Flow: `asked.read` understands a request, `rules.broken` refuses what the provider would refuse, the
script gives a turn, the cache gives the bill, and the dialect's own file writes it in bytes.

It keeps to what it receives: usage is counted from the prompt that really came, and signatures are
checked when they come back. There is no clock in what it says.
"""
