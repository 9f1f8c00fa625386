"""Pages travel compressed to who asked for them, and to nobody whom another site sent."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

from fieldlog.web.headers import SECURITY
from tests.world import World

BrowserOf = Callable[[str], FlaskClient]
OWN = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"}
TYPED = OWN | {"Sec-Fetch-Site": "none"}


READ = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        (OWN, "br"),
        (TYPED, "br"),
        (OWN | {"Accept-Encoding": "gzip, deflate"}, "gzip"),
        (OWN | {"Accept-Encoding": "gzip, br;q=0"}, "gzip"),
        (OWN | {"Accept-Encoding": "gzip;q=0, br"}, "br"),
    ],
)
@pytest.mark.parametrize("address", ["/log/classroom_visit", "/offline", "/sw.js", "/nowhere"])
def test_a_page_is_the_same_compressed(
    world: World, browser_of: BrowserOf, address: str, headers: dict[str, str], method: str
) -> None:
    answer = browser_of("maya").get(address, headers=headers)
    assert answer.headers["Content-Encoding"] == method
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    text = READ[method](answer.data).decode()
    assert len(answer.data) < len(text) / 2
    assert text.rstrip().endswith(("</html>", "}", ";"))
    for name, value in SECURITY.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize(
    "headers",
    [
        OWN | {"Sec-Fetch-Site": "cross-site"},
        OWN | {"Sec-Fetch-Site": "same-site"},
        {"Accept-Encoding": "gzip"},
        {"Sec-Fetch-Site": "same-origin"},
        OWN | {"Accept-Encoding": "gzip;q=0, br;q=0, deflate"},
    ],
)
def test_whom_another_site_sent_or_who_cannot_read_it_gets_it_plain(
    world: World, browser_of: BrowserOf, headers: dict[str, str]
) -> None:
    answer = browser_of("maya").get("/log/classroom_visit", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert answer.text.rstrip().endswith("</html>")
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= {*answer.vary}


def test_what_is_short_or_streamed_travels_as_it_is(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("maya")
    for address in ("/api/tally?school=S01", "/exports/entries.csv"):
        answer = browser.get(address, headers=OWN)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
