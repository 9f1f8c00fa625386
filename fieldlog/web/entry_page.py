"""The page of one entry, with what its reader may see and write there."""

import uuid

from flask import Response

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.ledger import history
from fieldlog.web.page import page, settings
from fieldlog.web.question_filling import Filling


def entry_page(
    actor: Actor,
    entry_id: uuid.UUID,
    status: int = 200,
    *,
    asking: Filling | None = None,
    message: str | None = None,
    with_private_note: bool = False,
) -> Response:
    """`asking` is what stands in one of its forms, `message` what became of another one.

    Raises NotFound for an unknown entry and for a foreign one alike.
    """
    entry = history.whole(
        actor, entry_id, settings().time_zone, clock.now(), with_private_note=with_private_note
    )
    said = {"entry": entry, "asking": asking, "message": message, "new_id": uuid.uuid4}
    return page("entries/show.html", status, **said)
