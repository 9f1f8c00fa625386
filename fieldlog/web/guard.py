"""Who is asking, and whether they may: every view is guarded or says that it is public."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, session
from flask_login import current_user, login_user, logout_user

from fieldlog.access import Actor
from fieldlog.errors import NotForRole, SignInNeeded
from fieldlog.extensions import login_manager
from fieldlog.ledger import sign_ins

View = Callable[..., Any]
PUBLIC = "public"


class SignedIn:
    """What Flask-Login carries: the actor, known by the token of this very browser."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, actor: Actor):
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(_load)


def guarded(allows: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Hand the view its actor, or refuse: nobody is signed in, or the role does not allow it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(**parts: Any) -> Any:
            actor = current_actor()
            if actor is None:
                raise SignInNeeded
            if not allows(actor):
                raise NotForRole
            return view(actor, **parts)

        inner.guard = allows  # type: ignore[attr-defined]  # read by the test of all routes
        return inner

    return decorate


def public(view: View) -> View:
    """Mark a view that answers anybody."""
    view.guard = PUBLIC  # type: ignore[attr-defined]
    return view


def current_actor() -> Actor | None:
    return current_user.actor if current_user.is_authenticated else None


def sign_in(token: str, actor: Actor) -> None:
    """Begin a new browser session; nothing of an earlier one is carried over."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, actor))


def sign_out() -> None:
    if current_user.is_authenticated:
        sign_ins.close(current_user.token)
    logout_user()
    session.clear()


def _load(token: str) -> SignedIn | None:
    actor = sign_ins.actor_of(token)
    return SignedIn(token, actor) if actor else None
