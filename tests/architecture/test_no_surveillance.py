"""Nobody is watched: nothing is listed, counted or put in order by teacher, whoever reads it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from fieldlog.activities import MEASURES
from tests.conftest import root
from tests.integration.test_access_matrix import GET, filled
from tests.world import World, log

BrowserOf = Callable[[str], FlaskClient]
# One entry, and the files in which each stands by itself.
ENTRY_BY_ENTRY = (
    "/entries/<uuid:entry_id>",
    "/entries/<uuid:entry_id>/edit",
    "/exports/entries.csv",
    "/exports/weeks/<code>/<name>",
    "/api/changes",
)


@pytest.mark.parametrize("who", ["elena", "lead", "viewer", "admin"])
def test_a_teachers_name_stands_beside_one_visit_and_in_no_list_or_count(
    world: World, browser_of: BrowserOf, who: str
) -> None:
    shared = {"teacher_or_room": "canary-shared", "share_teacher_or_room": "1", "grade_band": "k_2"}
    entry_id = [str(log(world.maya, **shared)) for _ in range(4)][-1]
    for room in ("canary-kept 1", "canary-kept 2", "canary-kept 3"):
        log(world.maya, teacher_or_room=room, grade_band="k_2")
    browser = browser_of(who)
    for rule in GET:
        measures = MEASURES if "<measure>" in rule else ("",)
        for page in (browser.get(filled(rule, entry_id, measure)).text for measure in measures):
            assert "canary-kept" not in page, rule
            if rule not in ENTRY_BY_ENTRY:
                assert "canary-shared" not in page, rule
    reads = who != "viewer"
    assert ("canary-shared" in browser.get(f"/entries/{entry_id}").text) == reads


def test_no_table_has_a_column_or_row_for_teachers() -> None:
    for path in (root() / "templates").rglob("*.html"):
        for head in re.findall(r"<th[ >].*?</th>", path.read_text(), re.DOTALL):
            assert "teacher" not in head.lower(), path
