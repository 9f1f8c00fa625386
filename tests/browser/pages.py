"""Every page, and who sees it; braces name what only a fixture knows."""

from playwright.sync_api import Page

KINDS = ("classroom_visit", "data_team_meeting", "pd_session", "convening", "quick_support")
PAGES = (
    ("", "/sign-in"),
    ("", "/offline"),
    ("coach", "/outbox"),
    ("coach", "/"),
    *(("coach", f"/log/{kind}") for kind in KINDS),
    ("coach", "/entries"),
    ("coach", "/schools"),
    ("coach", "/exports"),
    ("coach", "/same-event"),
    ("principal", "/"),
    ("principal", "/schools/S01"),
    ("principal", "/schools/S01?kind=convening&from=2026-07-01&to=2026-07-02"),
    ("principal", "/schools/S01?year=2022-23&month=2022-10"),
    ("principal", "/entries?from=2026-02-30"),
    ("principal", "/schools/S01/figures/classroom_visits?year=2025-26"),
    ("coach", "/figures/pd_participant_hours?year=2022-23"),
    ("viewer", "/figures/people_reached?year=2022-23"),
    ("admin", "/figures/districts?year=2022-23"),
    ("principal", "/nowhere"),
    ("lead", "/"),
    ("admin", "/"),
    ("admin", "/schools"),
    ("admin", "/schools?year=2022-23&district=Nowhere&sort=name"),
    ("admin", "/targets"),
    ("admin", "/exports"),
    ("admin", "/exports/weeks/2026-W40"),
    ("admin", "/entries"),
    ("admin", "/lists"),
    ("admin", "/lists/grade_band"),
    ("admin", "/lists/questions/quick_support"),
    ("viewer", "/"),
    ("viewer", "/schools/S01"),
    ("viewer", "/exports"),
    ("viewer", "/log/classroom_visit"),
    ("lead", "/schools"),
    ("lead", "/schools/S01"),
    ("", "{empty}/set-up"),
    ("", "/sign-in/{link}"),
    ("", "/sign-in/a-link-that-was-used"),
    ("coach", "/entries/{visit}/note"),
    ("", "/answer/{answer}"),
    ("", "/answer/a-link-that-was-used"),
    ("admin", "/entries/{edited}"),
    ("admin", "/entries/{withdrawn}"),
    ("admin", "/entries/{edited}/edit"),
    ("admin", "/entries/{edited}/withdraw"),
    ("overfull", "/same-event"),
    ("overfull", "/entries/{overfull}/edit"),
    ("overfull", "/entries/{overfull}/withdraw"),
    ("overfull", "/"),
    ("overfull", "/log/classroom_visit"),
    ("overfull", "/entries"),
    ("overfull", "/entries/{overfull}"),
    ("overfull", "/schools?year=2026-27"),
    ("overfull", "/schools/S90?year=2026-27"),
    ("overfull", "/schools/S90/figures/classroom_visits?year=2026-27"),
    ("overfull", "/figures/counties?year=2026-27"),
)
IDS = [f"{who or 'nobody'} {path}" for who, path in PAGES]


def newest_entry(page: Page, school: str = "S01") -> str:
    """The address of that school's newest entry."""
    page.goto(f"/schools/{school}")
    return str(page.locator("#log .entry a").first.get_attribute("href"))
