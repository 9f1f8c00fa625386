"""When the session's cookie is said anew."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

# What opens by a link, to whoever has it.
FOR_ANYBODY = ("/public/", "/live/")


class PageSessions(SecureCookieSessionInterface):
    """Pages prolong a session, what tablets ask beside them does not: an answer that comes late must not
    bring back the session of somebody who has signed out since. Nor does a page that asks by itself whether
    there is anything newer, or one left open would keep its reader signed in for ever; nor what is there
    for anybody."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return session.modified or (_is_page() and super().should_set_cookie(app, session))


def _is_page() -> bool:
    if "If-None-Match" in request.headers or request.path.startswith(FOR_ANYBODY):
        return False
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return "HX-Request" in request.headers or (mode == "navigate" and not request.path.startswith("/api/"))


def init_app(app: Flask) -> None:
    app.session_interface = PageSessions()
