"""What a browser would send back of a form on a page: its successful controls."""

from html.parser import HTMLParser

Typed = dict[str, list[str]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Typed]] = []
        self._text: str | None = None
        self._select = ""
        self._templates = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._templates += tag == "template"
        # What a script may copy is no control yet.
        if not self._templates:
            self._control(tag, {name: value or "" for name, value in attrs})

    def _control(self, tag: str, said: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append((said.get("action", ""), {}))
        elif tag == "input":
            self._input(said)
        elif tag == "textarea":
            self._text = said["name"]
            self._put(self._text, "")
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and "selected" in said:
            self._put(self._select, said["value"])

    def handle_data(self, data: str) -> None:
        if self._text:
            # The first line break after the tag is none of the text.
            self.forms[-1][1][self._text][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._text = None if tag == "textarea" else self._text
        self._templates -= tag == "template"

    def _input(self, said: dict[str, str]) -> None:
        is_chosen = said.get("type") not in ("radio", "checkbox") or "checked" in said
        if is_chosen and said.get("name"):
            self._put(said["name"], said.get("value", "on"))

    def _put(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


def form_in(page: str, action: str) -> Typed:
    """The fields of the form that posts to the address ending so, as they would be sent."""
    found = _Forms()
    found.feed(page)
    found.close()
    typed = next((typed for address, typed in found.forms if address.endswith(action)), None)
    assert typed is not None, f"no form that posts to {action}"
    return typed
