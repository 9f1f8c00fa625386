"""A posted form that could not be taken comes again with all that was typed: from a page that was open too
long, while the store is busy, and once its author has signed in again."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from fieldlog.access import Actor
from fieldlog.errors import Busy, Refusal, SignInNeeded, StalePage, WrongPerson
from fieldlog.web.guard import current_actor
from fieldlog.web.kept import Kept
from fieldlog.web.page import is_htmx
from fieldlog.web.refusals import BUSY_SECONDS, refuse
from fieldlog.web.sign_in_page import sign_in_page

SIGN_IN_AGAIN = "You were signed out meanwhile. What you typed is kept: sign in, and it is here again."
SIGNED_IN_AGAIN = "You are signed in again. Nothing was lost: look it over and save."
STALE = "This page was open for a long time. What you typed is still here: save it again."


class _Keeper(NamedTuple):
    posted: Callable[[], Kept | None]
    filled_again: Callable[[Actor, Refusal], Response]

    def until_signed_in(self, refusal: Refusal) -> ResponseReturnValue:
        kept = self.posted()
        if kept is None or is_htmx():
            return refuse(refusal)
        sentence = SIGN_IN_AGAIN if isinstance(refusal, SignInNeeded) else refusal.sentence
        return sign_in_page(refusal.status, message=sentence, kept=kept)

    def at_once(self, refusal: Refusal) -> ResponseReturnValue:
        if self.posted() is None:
            return refuse(refusal)
        actor = current_actor()
        return self._filled(actor, refusal) if actor else self.until_signed_in(SignInNeeded())

    def stale(self, _error: CSRFError) -> ResponseReturnValue:
        return self.at_once(StalePage(STALE))

    def _filled(self, actor: Actor, refusal: Refusal) -> ResponseReturnValue:
        # Within a handler of errors no other handler is asked, so its own refusals are answered here.
        try:
            answer = self.filled_again(actor, refusal)
        except WrongPerson as wrong:
            return self.until_signed_in(wrong)
        except Refusal as other:
            return refuse(other)
        if isinstance(refusal, Busy):
            answer.headers["Retry-After"] = BUSY_SECONDS
        return answer


def keep_typed(
    blueprint: Blueprint,
    posted: Callable[[], Kept | None],
    filled_again: Callable[[Actor, Refusal], Response],
) -> None:
    """`posted` is what this request would have kept, None when it carries no such form; `filled_again` is
    the form with it and the refusal's sentence, or raises why not."""
    keeper = _Keeper(posted, filled_again)
    blueprint.register_error_handler(CSRFError, keeper.stale)
    blueprint.register_error_handler(Busy, keeper.at_once)
    blueprint.register_error_handler(SignInNeeded, keeper.until_signed_in)
    blueprint.register_error_handler(WrongPerson, keeper.until_signed_in)
