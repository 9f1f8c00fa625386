"""FieldLog: the log of a school coaching program."""

import os
from collections.abc import Mapping
from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from fieldlog import cli, web
from fieldlog.config import INSTANCE, MIGRATIONS, ROOT, Settings, read_settings
from fieldlog.extensions import csrf, db, listen, migrate

LONGEST_FORM = 256 * 1024
IDLE = timedelta(days=30)


def create_app(overrides: Mapping[str, str] | None = None) -> Flask:
    """The app for this environment, with some of its variables replaced.

    Raises SettingRefused, with one sentence, when a setting is unknown or wrong.
    """
    settings = read_settings({**os.environ, **(overrides or {})})
    INSTANCE.mkdir(exist_ok=True)
    app = Flask(
        "fieldlog", template_folder=str(ROOT / "templates"), static_folder=None, instance_path=str(INSTANCE)
    )
    app.config.from_mapping(_flask_config(settings))
    _init_store(app)
    # Its hooks come first: the body is kept as it was sent before the token is read out of it.
    web.init_app(app)
    csrf.init_app(app)
    cli.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "FIELDLOG": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # Notes and names stay out of the log; a connection that the server dropped is replaced unseen.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": True},
        "MAX_CONTENT_LENGTH": LONGEST_FORM,
        "WTF_CSRF_TIME_LIMIT": None,
        "PERMANENT_SESSION_LIFETIME": IDLE,
        # A __Host- cookie needs HTTPS, which a server on this very machine does not have.
        "SESSION_COOKIE_NAME": "__Host-fieldlog" if settings.is_production else "fieldlog",
        "SESSION_COOKIE_SECURE": settings.is_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def _init_store(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        listen(db.engine)
