"""One exchange from client to provider and back.

Its first resident is `watchdog`: the rim that owns a clock and ends work of the engine that
would not end by itself.
"""
