"""Static files under addresses that change with their content, joined and compressed once, kept for long.

All files of one build lie in a folder named by the hash of them all; older builds stay served to
tablets that have not updated.
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
from fieldlog.web import joined
from fieldlog.web.headers import SECURITY

SOURCE = ROOT / "static"
HTMX = "htmx-2.0.11.min.js"
A_YEAR = 365 * 24 * 3600
# Another process may be making the same build at this moment: its folder gets that name once it is whole.
MAKING, WHOLE = ".making-", "[!.]*"


def init_app(app: Flask) -> None:
    files = as_served(SOURCE)
    build = build_of(files)
    kept = Path(app.instance_path) / "assets"
    _publish(files, kept / build)
    served = WhiteNoise(
        app.wsgi_app,
        max_age=A_YEAR,
        allow_all_origins=False,
        add_headers_function=_secure,
        immutable_file_test=_is_immutable,
    )
    for folder in sorted(kept.glob(WHOLE)):
        served.add_files(str(folder), prefix=f"static/{folder.name}/")
    app.wsgi_app = served  # type: ignore[method-assign]  # how WSGI middleware is put on
    app.config["BUILD"], app.config["FILES"] = build, sorted(files)
    app.jinja_env.globals["asset"] = lambda path: f"/static/{build}/{path}"


def as_served(source: Path) -> dict[str, bytes]:
    """Name -> content of each file; what was joined into another is not there by itself."""
    files = {str(path.relative_to(source)): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    taken = set()

    def read(name: str) -> str:
        taken.add(name)
        return files[name].decode()

    whole = joined.scripts("js/main.js", read) | {
        "css/main.css": joined.sheet("css/main.css", read),
        "js/htmx.js": read("js/trusted-types.js") + read(f"vendor/{HTMX}"),
    }
    apart = {name: content for name, content in files.items() if name not in taken}
    return apart | {name: text.encode() for name, text in whole.items()}


def build_of(files: dict[str, bytes]) -> str:
    """Eight hex digits that change with any file's name or content."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:8]


def _publish(files: dict[str, bytes], target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=MAKING, dir=target.parent))
    # Whoever serves later may be another user than who was first.
    made.chmod(0o755)
    compressor = Compressor(quiet=True)
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if compressor.should_compress(name):
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
