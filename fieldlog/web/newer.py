"""Pages that ask by themselves whether there is anything newer, and the short answer where there is not."""

import hashlib
from collections.abc import Callable, Iterable

from flask import Response, current_app, request

from fieldlog import clock
from fieldlog.access import Actor
from fieldlog.web.page import settings


def unless_known(actor: Actor, sources: Iterable[object], shown: Callable[[str], Response]) -> Response:
    """The page that `shown` makes, given the tag of all it was made from; nothing to whoever has that tag."""
    tag = _tag(actor, sources)
    answer = Response(status=304) if request.if_none_match.contains_weak(tag) else shown(tag)
    answer.vary.add("HX-Request")
    answer.set_etag(tag, weak=True)
    return answer


def _tag(actor: Actor, sources: Iterable[object]) -> str:
    """Another reader sees other things of the same numbers, another day reads them otherwise, and another
    build words them otherwise."""
    reader = actor.id, actor.role, sorted(actor.school_ids)
    when = settings().time_zone.key, clock.today(settings().time_zone)
    made_from = current_app.config["BUILD"], reader, when, request.full_path, *sources
    return hashlib.sha256(repr(made_from).encode("utf-8", "replace")).hexdigest()[:32]
