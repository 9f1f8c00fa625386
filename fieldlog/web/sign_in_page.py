"""The sign-in page, which may carry what somebody typed before."""

from typing import Any

from flask import Response, request

from fieldlog.ledger import people
from fieldlog.web.kept import Kept, kept_in
from fieldlog.web.page import page
from fieldlog.web.paths import own_path


def sign_in_page(
    status: int = 200, message: str | None = None, kept: Kept | None = None, *, is_anothers: bool = False
) -> Response:
    """`is_anothers`: who signs in here did not type what is kept, and may go on without it."""
    kept = kept or kept_in(dict(request.form.lists()))
    form: dict[str, Any] = {
        "email": request.form.get("email", ""),
        "next": own_path(request.values.get("next", "/")),
        "errors": {},
        "message": message,
        "kept": kept.fields() if kept else [],
        "is_anothers": is_anothers,
    }
    return page("sign_in.html", status, form=form, demo_accounts=people.demo_accounts())
