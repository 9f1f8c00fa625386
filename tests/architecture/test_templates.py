"""What must be true of every template."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import root

TEMPLATES = sorted((root() / "templates").rglob("*.html"))
FORBIDDEN = {
    "inline style": r"\sstyle\s*=|<style",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline handler": r"\son[a-z]+\s*=|hx-on|\bjs:",
    "an address elsewhere": r"(?:src|href)\s*=\s*[\"']https?://",
    "unescaped text": r"\|\s*safe(?!\w)",
}
# Ids and such of our own making, put together inside a macro.
MAY_BE_SAFE = {"_fields.html", "_icons.html"}


def names() -> list[str]:
    return [str(path.relative_to(root() / "templates")) for path in TEMPLATES]


@pytest.mark.parametrize("name", names())
def test_every_template_parses(shared_app: Flask, name: str) -> None:
    shared_app.jinja_env.get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=names())
def test_no_template_needs_what_the_policy_forbids(path: Path) -> None:
    text = path.read_text()
    for what, pattern in FORBIDDEN.items():
        if what == "unescaped text" and path.name in MAY_BE_SAFE:
            continue
        assert not re.search(pattern, text), what


@pytest.mark.parametrize("path", TEMPLATES, ids=names())
def test_every_posting_form_carries_the_token_and_a_real_address(path: Path) -> None:
    for form in re.findall(r"<form[^>]*>.*?</form>", path.read_text(), re.S):
        assert "action=" in form
        if 'method="post"' in form:
            assert 'name="csrf_token"' in form


@pytest.mark.parametrize("path", TEMPLATES, ids=names())
def test_every_icon_that_is_named_is_drawn(shared_app: Flask, path: Path) -> None:
    drawn = shared_app.jinja_env.get_template("_icons.html").module.drawn  # type: ignore[attr-defined]
    named = re.findall(r'\b(?:icon|empty)\("([^"]*)"', path.read_text())
    assert [name for name in named if name not in drawn] == []


def test_every_icon_that_a_script_asks_for_is_ready(shared_app: Flask) -> None:
    scripts = [path.read_text() for path in (root() / "static/js").rglob("*.js")]
    said = re.findall(r"\bicon\([^)]*\)|ICONS = {[^}]*}", "".join(scripts))
    asked = set(re.findall(r'"([\w-]+)"', "".join(said)))
    page = shared_app.test_client().get("/offline").text
    assert asked == set(re.findall(r'id="icon-([\w-]+)"', page))
