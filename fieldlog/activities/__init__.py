"""The kinds of entries; the folder `kinds` is their registry."""

import pkgutil
from importlib import import_module

from fieldlog.activities import kinds
from fieldlog.activities.kind import Kind, each_measure


def _found() -> dict[str, Kind]:
    modules = (
        import_module(f"{kinds.__name__}.{found.name}") for found in pkgutil.iter_modules(kinds.__path__)
    )
    ordered = sorted((module.KIND for module in modules), key=lambda kind: kind.order)
    return {kind.code: kind for kind in ordered}


KINDS: dict[str, Kind] = _found()
MEASURES = each_measure(KINDS.values())
HEADLINES = tuple(code for code, measure in MEASURES.items() if measure.headline)
