"""The token of a link that a form is to open."""

import secrets

from flask import request

from fieldlog.ledger.tokens import is_token


def posted_token() -> str:
    """The one in the posted form, so that two taps are one link; else a new one."""
    posted = request.form.get("token", "")
    return posted if is_token(posted) else new_token()


def new_token() -> str:
    return secrets.token_urlsafe(32)
