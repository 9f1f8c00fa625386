"""A carrier that is slow at each step is left at the end of its time; whatever it does is told in words."""

import logging
import threading
import traceback

from fieldlog.carriers.parcel import Carrier, Parcel
from fieldlog.errors import NotDelivered

log = logging.getLogger("fieldlog.carriers")

# Seconds for all of it.
LONGEST_S = 240.0
TOO_SLOW = "it was too slow"
UNEXPECTED = "something went wrong that is in the server’s log"


def carry(carrier: Carrier, parcel: Parcel) -> str:
    """Why it did not arrive; nothing where it did."""
    told = [TOO_SLOW]
    thread = threading.Thread(target=_carry, args=(carrier, parcel, told), daemon=True)
    thread.start()
    thread.join(LONGEST_S)
    return told[-1]


def _carry(carrier: Carrier, parcel: Parcel, told: list[str]) -> None:
    try:
        carrier.carry(parcel)
    except NotDelivered as refused:
        told.append(refused.words)
    except Exception as error:
        # The places and the kind of the error, never its message: that may hold a secret.
        places = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s with %s\n%s", type(error).__name__, carrier.name, places)
        told.append(UNEXPECTED)
    else:
        told.append("")
