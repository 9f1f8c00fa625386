"""One module a kind, each with a `KIND`; they know nothing of each other."""
