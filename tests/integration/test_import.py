"""`flask fieldlog import schools|people`: all of a file or nothing, errors by row, harmless when repeated."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldlog.clock import SchoolYear
from fieldlog.extensions import db
from fieldlog.ledger import declaring, people
from fieldlog.models import District, Person, School, SchoolProfile, SignInLink
from tests.server_clock import TODAY
from tests.world import World

Run = Callable[..., tuple[int, str]]
THIS = SchoolYear.of(TODAY.date()).code


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Run:
    """Import this text as a file; the exit code and what was said."""

    def bring(what: str, text: str, *options: str) -> tuple[int, str]:
        chosen = tmp_path / f"{what}.csv"
        chosen.write_text(text, encoding="utf-8", newline="")
        db.session.rollback()
        done = app.test_cli_runner().invoke(args=["fieldlog", "import", what, str(chosen), *options])
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        db.session.rollback()
        return done.exit_code, done.output

    return bring


def counts() -> list[int]:
    tables = (School, SchoolProfile, District, Person, SignInLink)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


SCHOOLS = (
    "code,name,district,county,whole_school_partner,educators,students\n"
    "S04,Juniper Élementary,Hills,Josephine,1,38,410\n"
    "S01,Cedar Elementary,Valley,Jackson,1,40,400\n"
)


def test_schools_are_made_with_their_districts(world: World, bring: Run) -> None:
    status, said = bring("schools", SCHOOLS)
    assert (status, said.splitlines()[-1]) == (0, "1 new, 0 changed, 1 as they were.")
    assert "New: S04 Juniper Élementary, Hills, Josephine." in said
    declared = declaring.standing()["S04"].declared[SchoolYear.parse(THIS).start]
    assert declared == ("Hills", "Josephine", True, 38, 410)


@pytest.mark.parametrize(
    ("what", "text"), [("schools", SCHOOLS), ("people", "name,email,role\nAnn,a@b.org,coach\n")]
)
def test_the_same_file_again_changes_nothing(world: World, bring: Run, what: str, text: str) -> None:
    bring(what, text)
    before = counts()
    status, said = bring(what, text)
    assert status == 0
    assert "0 new, 0 changed" in said
    assert counts() == before


@pytest.mark.parametrize(
    ("what", "text"), [("schools", SCHOOLS), ("people", "name,email,role\nAnn,a@b.org,coach\n")]
)
def test_a_dry_run_says_it_all_and_writes_nothing(world: World, bring: Run, what: str, text: str) -> None:
    before = counts()
    status, said = bring(what, text, "--dry-run")
    assert status == 0
    assert "1 new" in said
    assert "Nothing was written: a dry run." in said
    assert counts() == before


def test_numbers_that_another_program_wrote_with_a_point_are_read(world: World, bring: Run) -> None:
    bring("schools", SCHOOLS)
    pointed = SCHOOLS.replace(",1,38,410", ",1.0,38.0,410.0")
    assert bring("schools", pointed)[1].endswith("0 new, 0 changed, 2 as they were.\n")


def test_a_school_that_moves_keeps_the_district_of_the_years_before(world: World, bring: Run) -> None:
    year = SchoolYear.parse(THIS).start
    status, said = bring("schools", "code,district\nS01,Hills\n")
    assert (status, said.splitlines()[0]) == (0, f"Changed: S01 in {THIS}: district Valley → Hills.")
    declared = declaring.standing()["S01"].declared
    assert (declared[year].district, declared[year].students) == ("Hills", 400)
    assert declared[year - 1].district == "Valley"


def test_a_year_that_is_over_keeps_its_district(world: World, bring: Run) -> None:
    status, said = bring("schools", "code,district,school_year\nS01,Hills,2023-24\n")
    assert status == 1
    assert "Row 2, district: In 2023-24 it was in Valley" in said


def test_a_year_to_come_takes_over_what_is_not_said(world: World, bring: Run) -> None:
    year = SchoolYear(SchoolYear.parse(THIS).start + 1)
    status, said = bring("schools", f"code,name,students,since\nS01,Cedar School,420,{year.code}\n")
    assert status == 0
    assert "declared for this year, students 400 → 420" in said
    standing = declaring.standing()["S01"]
    assert standing.name == "Cedar School"
    assert standing.declared[year.start] == ("Valley", "Jackson", True, 40, 420)


@pytest.mark.parametrize("column", ["since", "school_year"])
def test_a_year_after_the_next_is_too_far_ahead(world: World, bring: Run, column: str) -> None:
    year = SchoolYear(SchoolYear.parse(THIS).start + 2).code
    status, said = bring("schools", f"code,{column}\nS01,{year}\n")
    assert (status, said.splitlines()[0].partition(". ")[0]) == (1, f"Row 2, {column}: This is too far ahead")


@pytest.mark.parametrize("code", ["s02", "\uff3302", " S02 "])
def test_a_school_is_known_by_its_code_however_it_is_written(world: World, bring: Run, code: str) -> None:
    before = counts()[0]
    assert bring("schools", f"code,students\n{code},451\n")[1].startswith(
        f"Changed: S02 in {THIS}: students "
    )
    assert bring("people", f"email,schools\nmaya@cedar.example,S01;{code}\n")[1].startswith(
        "0 new, 0 changed"
    )
    assert counts()[0] == before


def test_one_code_in_two_spellings_is_one_school(world: World, bring: Run) -> None:
    status, said = bring("schools", "code,name,district,county\nS20,Fir,Hills,Lane\ns20,Fir,Hills,Lane\n")
    assert status == 1
    assert "Row 3, code: S20 stands in row 2 already" in said


@pytest.mark.parametrize("district", ["valley", " VALLEY ", "\uff36alley"])
def test_a_district_is_known_however_it_is_written(world: World, bring: Run, district: str) -> None:
    assert bring("schools", f"code,name,district,county\nS05,Fir,{district},Jackson\n")[0] == 0
    assert declaring.standing()["S05"].declared[SchoolYear.parse(THIS).start].district == "Valley"


CCD = (
    "SCHOOL_YEAR,FIPST,STATENAME,ST,SCH_NAME,LEA_NAME,NCESSCH,LEAID,LCITY,LSTATE,LZIP,SY_STATUS_TEXT,"
    "CHARTER_TEXT,NMCNTY\n"
    "2022-2023,41,OREGON,OR,Alder Creek School,Alder SD 9,410000100123,4100001,Alder,OR,97500,Open,No,"
    "Jackson County\n"
    "2022-2023,01,ALABAMA,AL,Pine Bluff School,Pine SD,10000500870,0100005,Pine,AL,35950,Open,No,"
    "Marshall County\n"
)
EDGE = (
    "NCESSCH,LEAID,NAME,LEA_NAME,OPSTFIPS,STREET,CITY,STATE,ZIP,STFIP,CNTY,NMCNTY,LOCALE\n"
    "410000100123,4100001,Alder Creek School,Alder SD 9,41,1 Road,Alder,OR,97500,41,41029,Jackson County,32\n"
)
ELSI = (
    "ELSI Export\n\n"
    '"School Name","State Name [Public School] Latest available year",'
    '"School ID - NCES Assigned [Public School] Latest available year","Agency Name [Public School] 2022-23",'
    '"County Name [Public School] 2022-23"\n'
    '"ALDER CREEK SCHOOL","OREGON",="410000100123","ALDER SD 9","Jackson County"\n'
    '"BIRCH SCHOOL","OREGON","410000100124","ALDER SD 9","†"\n'
    '"Data Source: U.S. Department of Education, National Center for Education Statistics"\n'
)


@pytest.mark.parametrize("text", [CCD, EDGE], ids=["directory", "geocodes"])
def test_the_federal_directorys_columns_are_read(world: World, bring: Run, text: str) -> None:
    status, said = bring("schools", text)
    assert status == 0, said
    standing = declaring.standing()["410000100123"]
    assert standing.name == "Alder Creek School"
    assert standing.declared[SchoolYear.parse(THIS).start][:3] == ("Alder SD 9", "Jackson County", False)
    assert "Not read: " in said
    rows = text.count("\n") - 1
    assert bring("schools", text)[1].endswith(f"0 new, 0 changed, {rows} as they were.\n")


def test_a_federal_table_says_since_when_in_a_column_of_its_own(world: World, bring: Run) -> None:
    header, alder, _ = CCD.splitlines()
    assert bring("schools", f"{header},since\n{alder},2024-25\n")[0] == 0
    assert declaring.standing()["410000100123"].declared.keys() == {2024}


def test_a_federal_number_gets_its_zero_back(world: World, bring: Run) -> None:
    bring("schools", CCD)
    assert declaring.standing()["010000500870"].name == "Pine Bluff School"


def test_the_table_generators_file_is_read_and_its_gaps_are_told(world: World, bring: Run) -> None:
    status, said = bring("schools", ELSI)
    assert status == 1
    assert said.splitlines()[0] == (
        "Row 5, County Name [Public School] 2022-23: "
        "In which county is 410000100124? It is not known here yet."
    )
    assert bring("schools", ELSI.replace("†", "Jackson County"))[0] == 0
    assert declaring.standing()["410000100124"].name == "BIRCH SCHOOL"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("S 4,Juniper,Hills,Josephine", "Row 2, code: “S 4” is no code"),
        (",Juniper,Hills,Josephine", "Row 2, code: “” is no code"),
        ("4.10284E+11,Juniper,Hills,Lane", "Row 2, code: “4.10284E+11” was rounded by a spreadsheet."),
        ("S04,,Hills,Josephine", "Row 2, name: How is S04 called?"),
        ("S04,Juniper,,Josephine", "Row 2, district: In which district is S04?"),
        ("S04,Juniper,Hills,", "Row 2, county: In which county is S04?"),
        ("S04,Juniper,Hills,41029", "Row 2, county: “41029” is a county’s number"),
        (f"S04,{'x' * 121},Hills,Jackson", "Row 2, name: At most 120"),
        ("S04,\u202eevil,Hills,Jackson", "Row 2, name: At most 120"),
        (f"S04,Juniper,Hills,{'x' * 61}", "Row 2, county: At most 60"),
        ("S04,Juniper,Hills,Jackson,maybe", "Row 2, whole_school_partner: “maybe” is neither 1 nor 0"),
        ("S04,Juniper,Hills,Jackson,1,many", "Row 2, educators: “many” is no whole number"),
        ("S04,Juniper,Hills,Jackson,1,-1", "Row 2, educators: “-1” is no whole number"),
        ("S04,Juniper,Hills,Jackson,1,1,1,2026", "Row 2, school_year: “2026” is no school year"),
        ("S04,Juniper,Hills,Jackson\nS04,Juniper,Hills,Jackson", "Row 3, code: S04 stands in row 2 already"),
    ],
)
def test_what_is_wrong_with_a_school_is_said_by_row_and_column(
    world: World, bring: Run, row: str, said: str
) -> None:
    before = counts()
    header = "code,name,district,county,whole_school_partner,educators,students,school_year"
    status, output = bring("schools", f"{header}\n{row}\n")
    assert status == 1
    assert said in output
    assert "Nothing was written." in output
    assert counts() == before


@pytest.mark.parametrize(
    ("what", "text", "columns"),
    [
        (
            "schools",
            "code,name,county,whole_school_partner,educators,students,since\nS04,,41029,maybe,twelve,-5,2026\n",
            ["county", "district", "educators", "name", "since", "students", "whole_school_partner"],
        ),
        (
            "schools",
            f"code,name,students,since\nS 4,{'x' * 121},-5,2026\n",
            ["code", "name", "since", "students"],
        ),
        ("schools", "code,students,since\nS01,-5,2026\n", ["since", "students"]),
        (
            "schools",
            "code,students,district,school_year\nS01,5,Valley,2023-24\nS01,-5,Hills,2023-24\n",
            ["code", "district", "students"],
        ),
        ("people", "name,email,role,schools\n,bad,boss,NOPE\n", ["email", "name", "role", "schools"]),
        ("people", "name,email,role,schools\nAnn,bad,district_lead,S01;S03\n", ["email", "schools"]),
        (
            "totals",
            "school,year,measure,amount\nS99,2019,visits,many\n",
            ["measure", "school", "year"],
        ),
        ("totals", "school,year,measure,amount\nS01,2099-00,convenings,x\n", ["amount", "year"]),
    ],
)
def test_all_that_is_wrong_in_a_row_is_said_at_once(
    world: World, bring: Run, what: str, text: str, columns: list[str]
) -> None:
    output = bring(what, text)[1]
    assert re.findall(r"^Row \d, (\w+):", output, re.MULTILINE) == columns


def test_one_wrong_row_leaves_the_right_ones_unwritten(world: World, bring: Run) -> None:
    before = counts()
    assert bring("schools", "code,name,district,county\nS05,Fir,Hills,Lane\nS06,,Hills,Lane\n")[0] == 1
    assert counts() == before


def test_a_hundred_errors_are_enough(world: World, bring: Run) -> None:
    status, said = bring("schools", "code,name\n" + "no code,x\n" * 137)
    assert status == 1
    assert said.count("Row ") == 100
    assert "… and 37 more." in said


PEOPLE = (
    "Name,E-mail,Role,Schools\n"
    "Ann Alder,ann@cedar.example,coach,S01;S02\n"
    "Pat Lead,pat@cedar.example,District lead,S02\n"
    "Vic Viewer,vic@cedar.example,viewer,\n"
    "Maya Torres,MAYA@cedar.example,coach,S02;S01\n"
)


def test_people_are_added_with_schools_and_without_a_password(world: World, bring: Run) -> None:
    status, said = bring("people", PEOPLE)
    assert (status, said.splitlines()[-1]) == (0, "3 new, 0 changed, 1 as they were.")
    assert "New: ann@cedar.example, Ann Alder, coach." in said
    ann, pat = people.by_email("ann@cedar.example"), people.by_email("pat@cedar.example")
    assert ann
    assert pat
    both = {world.cedar.id, world.madrone.id}
    assert (people.actor_of(ann).school_ids, people.actor_of(pat).school_ids) == (both, both)
    assert ann.password_hash is None
    assert counts()[-1] == 0


def test_links_are_printed_for_the_new_ones_and_work(world: World, bring: Run, stranger: FlaskClient) -> None:
    said = bring("people", PEOPLE, "--links")[1]
    links = re.findall(r"(\S+) is added\. .*(/sign-in/\S+)", said)
    assert [email for email, _ in links] == ["ann@cedar.example", "pat@cedar.example", "vic@cedar.example"]
    assert all(stranger.get(link).status_code == 200 for _, link in links)
    assert bring("people", PEOPLE, "--links")[1] == "0 new, 0 changed, 4 as they were.\n"
    assert "/sign-in/" not in bring("people", "name,email,role\nX,x@y.org,coach\n", "--links", "--dry-run")[1]


def test_a_name_and_schools_are_changed_and_nothing_is_taken_away_by_an_empty_cell(
    world: World, bring: Run
) -> None:
    status, said = bring("people", "name,email,schools\nMaya T. Torres,maya@cedar.example,\n")
    assert (status, said.splitlines()[0]) == (
        0,
        "Changed: maya@cedar.example: name Maya Torres → Maya T. Torres.",
    )
    said = bring("people", "email,schools\nmaya@cedar.example,S03\n")[1]
    assert "Changed: maya@cedar.example: schools S01;S02 → S03." in said
    maya = people.by_email("maya@cedar.example")
    assert maya
    assert (maya.name, people.actor_of(maya).school_ids) == ("Maya T. Torres", {world.oak.id})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Ann,nobody,coach,", "Row 2, email: “nobody” is no e-mail address"),
        (",a@b.org,coach,", "Row 2, name: How is this person called?"),
        ("Ann,a@b.org,king,", "Row 2, role: “king” is no role. One of: coach"),
        ("Ann,a@b.org,,", "Row 2, role: “” is no role"),
        ("Ann,a@b.org,coach,S01;S99", "Row 2, schools: There is no school S99"),
        ("Ann,a@b.org,district_lead,", "Row 2, schools: A district lead needs a school"),
        ("Ann,a@b.org,district_lead,S01;S03", "Row 2, schools: A district lead needs a school"),
        ("Elena,elena@cedar.example,coach,", "Row 2, role: This person is a principal here"),
        ("Ann,a@b.org,coach,\nAnn,A@B.org,coach,", "Row 3, email: A@B.org stands in row 2 already"),
        ("\u202eevil,a@b.org,coach,", "Row 2, name: At most 120"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_by_row_and_column(
    world: World, bring: Run, row: str, said: str
) -> None:
    before = counts()
    status, output = bring("people", f"name,email,role,schools\n{row}\n")
    assert status == 1
    assert said in output
    assert counts() == before


def test_a_workbook_is_read_as_well(app: Flask, world: World, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.create_sheet("people")
    for row in [line.split(",") for line in PEOPLE.splitlines()]:
        sheet.append(row)
    made.save(tmp_path / "people.xlsx")
    done = app.test_cli_runner().invoke(args=["fieldlog", "import", "people", str(tmp_path / "people.xlsx")])
    assert done.output.endswith("3 new, 0 changed, 1 as they were.\n")


@pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_table_is_one_sentence(app: Flask, world: World, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    done = app.test_cli_runner().invoke(args=["fieldlog", "import", "schools", str(tmp_path / "x")])
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {tmp_path / 'x'}: ")
    assert len(done.output.splitlines()) == 1
