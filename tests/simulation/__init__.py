"""Many tablets in the field against the real app: seeded, deterministic, with every fault we can think of.

The tablets are the very modules of `static/js/outbox` under Node, over a storage that can die at any write;
the server is the app in this process. `python -m tests.simulation --help` runs seeds by hand.
"""
