"""How long a body may be: as long as a form, unless its view takes more."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request

View = Callable[..., Any]


def init_app(app: Flask) -> None:
    # Said before anything looks into the body; a form stays as short as it was.
    app.before_request(_let_be_longer)


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let the view's body have so many bytes."""

    def decorate(view: View) -> View:
        view.longest_body = size  # type: ignore[attr-defined]
        return view

    return decorate


def _let_be_longer() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    longest = getattr(view, "longest_body", None)
    if longest is not None:
        request.max_content_length = longest
