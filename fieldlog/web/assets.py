"""Static files under addresses that change with their content, compressed once, kept for old pages.

All files of one build lie in a folder named by the hash of them all, so that JavaScript modules
reach each other by relative paths; older builds stay served to tablets that have not updated.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from fieldlog.config import ROOT
from fieldlog.web.headers import SECURITY

SOURCE = ROOT / "static"
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    build = build_of(SOURCE)
    kept = Path(app.instance_path) / "assets"
    _publish(SOURCE, kept / build)
    served = WhiteNoise(
        app.wsgi_app, max_age=A_YEAR, add_headers_function=_secure, immutable_file_test=_is_immutable
    )
    for folder in sorted(kept.iterdir()):
        served.add_files(str(folder), prefix=f"static/{folder.name}/")
    app.wsgi_app = served  # type: ignore[method-assign]  # how WSGI middleware is put on
    app.config["BUILD"] = build
    app.jinja_env.globals["asset"] = lambda path: f"/static/{build}/{path}"


def build_of(source: Path) -> str:
    """Eight hex digits that change with any file's name or content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def _publish(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
    shutil.copytree(source, made, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in [
        path for path in made.rglob("*") if path.is_file() and compressor.should_compress(path.name)
    ]:
        list(compressor.compress(str(path)))
    try:
        os.rename(made, target)
    except OSError:
        # Another process was first and its folder is the same.
        shutil.rmtree(made)


def _secure(headers: object, _path: str, _url: str) -> None:
    for name, value in SECURITY.items():
        headers[name] = value  # type: ignore[index]  # wsgiref's Headers, which WhiteNoise leaves untyped


def _is_immutable(_path: str, _url: str) -> bool:
    return True
