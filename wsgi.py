"""The WSGI entry point."""

from fieldlog import create_app, ticker
from fieldlog.errors import SettingRefused

try:
    app = create_app()
except SettingRefused as refused:
    raise SystemExit(f"FieldLog does not start: {refused}") from None
ticker.from_first_request(app)
