"""Reads where weekly files go: a list of addresses, each of which its own carrier understands."""

import importlib
from typing import Any

from fieldlog.carriers.address import Around, BadAddress
from fieldlog.carriers.parcel import Carrier

# A carrier is loaded when an address names it: some need a library that not everybody has.
MODULES = {"folder": "folder", "mailto": "letter", "s3": "bucket", "sftp": "sftp"}
EXTRA = "pip install --require-hashes -r requirements-delivery.txt"


def carriers_of(text: str, around: Around) -> tuple[Carrier, ...]:
    """Raises BadAddress."""
    carriers = tuple(_carrier(address, around) for address in text.split())
    if len({each.name for each in carriers}) < len(carriers):
        raise BadAddress("names the same target twice")
    return carriers


def _carrier(address: str, around: Around) -> Carrier:
    scheme = address.partition(":")[0].lower()
    if scheme not in MODULES:
        raise BadAddress("must name targets divided by spaces: folder, mailto:…, s3://… or sftp://…")
    module = _module(scheme)
    try:
        carrier: Carrier = module.of(address, around)
    except ValueError:
        raise BadAddress(f"must name a target of this kind like {module.LIKE}") from None
    return carrier


def _module(scheme: str) -> Any:
    try:
        return importlib.import_module(f"fieldlog.carriers.{MODULES[scheme]}")
    except ModuleNotFoundError as missing:
        raise BadAddress(f"names {scheme}://, which needs {missing.name}: {EXTRA}") from None
