"""Whether a text is to be rewritten at all, and how far; each decision with its reason.

The nouns: a `Mode` says how far a request may be rewritten (`mode`), which depends on who pays
(`auth`); a tenant is whoever holds a credential (`tenants`); a floor is the prefix that must not
move (`frozen`); `caching` and `prices` are facts about providers, `models` reads what a model is
called; `gain` is what a rewrite will be worth and `money` what it was; `reads` knows which results
an editing tool needs byte for byte. `plan` asks them all and gives a verdict for one text.

What is said of a text stands in its block and nowhere else: nothing here looks at a clock, a store
or a socket.
"""
