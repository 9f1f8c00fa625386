"""The picture of a year as a file: drawn, as an image, in plain words."""

from flask import Response

from fieldlog.ledger.editions import Shown
from fieldlog.yearbook.drawing import as_svg
from fieldlog.yearbook.png import as_png
from fieldlog.yearbook.wording import as_text

# What an address may end in, as its rule says it.
FORMS = "any(svg,png,txt)"


def as_file(shown: Shown, form: str) -> Response:
    if form == "txt":
        answer = Response(as_text(shown.picture, shown.imprint), mimetype="text/plain")
    elif form == "svg":
        answer = Response(as_svg(shown.picture, shown.imprint), mimetype="image/svg+xml")
    else:
        answer = Response(as_png(as_svg(shown.picture, shown.imprint)), mimetype="image/png")
    name = f"highlights-{shown.picture.year}" + (f"-edition-{shown.number}" if shown.number else "")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return answer
