"""How each kind of text can be written shorter: one file per form.

A form is a class without state that satisfies `LosslessForm` or `LossyForm`. It may look at
nothing but its argument, must give the same answer on every machine, and may give up (`None`)
at any time. It need not verify itself: `pipeline` does, for every offer.
"""
