"""Headers that every answer carries, errors and static files too."""

from flask import Flask, Response, request

from fieldlog.errors import CrossSite, MediaType, NotFound

POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'",
        "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types default",
    )
)  # fmt: skip
SECURITY = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"
SAFE = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    app.before_request(_refuse_unstorable_addresses)
    app.before_request(_refuse_cross_site)
    app.before_request(_keep_body)
    app.after_request(_secure)


def _refuse_unstorable_addresses() -> None:
    """No address with a NUL is known, and PostgreSQL would choke on it in a query."""
    parts = [request.path, *request.args.keys(), *(v for values in request.args.listvalues() for v in values)]
    if any("\x00" in part or part != part.encode("utf-8", "replace").decode() for part in parts):
        raise NotFound


def _refuse_cross_site() -> None:
    """The browser's own word on where a request comes from, beside the token."""
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CrossSite


def _keep_body() -> None:
    """Keep what was sent as it is, so that a form can be read strictly after the token was."""
    if (request.content_encoding or "identity") != "identity":
        raise MediaType
    if request.mimetype == "application/x-www-form-urlencoded":
        request.get_data(cache=True)


def _secure(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    response.headers.setdefault("Cache-Control", "no-store")
    return response
