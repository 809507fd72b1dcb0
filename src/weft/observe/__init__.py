"""What happened, in numbers and in words: all of it made of one stream of events.

Nouns: an `Exchanged` is one exchange, told when it is over; `Figures` are what it comes to; a
`Tally` is sums over many; a `Book` is the file in which all workers of a host add theirs up; an
`Observe` listens in one worker; a `View` is what it sees when it is asked.

    Exchanged -> figures -> rows -> Tally -> Book -> View -> stats, metrics
                        \\-> explanation -> Book -> explain
                        \\-> headers, log

Every number is defined once, in `figures` or `counted`; what is shown anywhere is a sum of those,
so headers, statistics, metrics, explanations and logs of one exchange agree. Sums are of whole
numbers (tokens, bytes, microseconds, billionths of a dollar), so that their order does not matter.

Nothing here can fail an exchange or make it wait: listening appends to a queue, and a thread of
its own does the rest.
"""
