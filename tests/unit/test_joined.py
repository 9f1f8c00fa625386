"""Modules and sheets joined into one file mean what they meant apart."""

import json
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from fieldlog.errors import SettingRefused
from fieldlog.web import joined
from fieldlog.web.assets import SOURCE
from scripts import node

BESIDE = ["js/lists.js", "js/main.js", "js/tablet.js"]
# What newer.js asks for itself.
APART = ["js/ui/become.js"]
MODULES = sorted(str(path.relative_to(SOURCE)) for path in (SOURCE / "js").rglob("*/*.js"))


def reader(**files: str) -> Callable[[str], str]:
    """Reads `a_b` as `a/b.js`."""
    return {f"{name.replace('_', '/')}.js": text for name, text in files.items()}.__getitem__


def run(script: str) -> str:
    command = [node.find(), "--input-type=module", "-"]
    return subprocess.run(command, input=script, check=True, capture_output=True, text=True).stdout


def test_each_module_runs_once_after_what_it_imports_and_keeps_its_own_names() -> None:
    files = joined.scripts(
        "main.js",
        reader(
            main='import { a } from "./ui/a.js";\nimport { b, later } from "./ui/b.js";\n'
            "log(`${a} ${b} ${later()}`);\n",
            ui_a='import { b } from "./b.js";\nconst own = "a";\nlog("a runs");\nexport const a = own + b;\n',
            ui_b='import { c } from "../c.js";\nconst own = "b";\nlog("b runs");\nexport const b = own + c;\n'
            "export async function later() {}\n",
            c="const own = 'c';\nexport const c = own;\n",
        ),
    )
    assert [*files] == ["main.js"]
    said = run(f"const log = console.log;\n{files['main.js']}")
    assert said.splitlines() == ["b runs", "a runs", "abc bc [object Promise]"]


def test_what_is_imported_later_has_a_file_of_its_own_and_borrows_what_is_there(tmp_path: Path) -> None:
    files = joined.scripts(
        "js/main.js",
        reader(
            js_main='import { load } from "./ui/load.js";\nimport { shared } from "./shared.js";\n'
            'console.log(`main ${shared.by = "main"}`);\nload();\n',
            js_ui_load='export const load = () => import("../later.js").then(({ later }) => later());\n',
            js_later='import { shared } from "./shared.js";\nimport { own } from "./ui/own.js";\n'
            "export const later = () => console.log(`${own} ${shared.by}`);\n",
            js_ui_own='import { shared } from "../shared.js";\n'
            "export const own = `later, after ${shared.by},`;\n",
            js_shared='console.log("shared runs");\nexport const shared = { by: "nobody" };\n',
        ),
    )
    assert [*files] == ["js/main.js", "js/later.js"]
    put(tmp_path, files)
    said = run(f"await import({json.dumps((tmp_path / 'js/main.js').as_uri())});")
    assert said.splitlines() == ["shared runs", "main main", "later, after main, main"]


def test_no_module_of_ours_is_in_two_files_or_in_none() -> None:
    files = joined.scripts("js/main.js", lambda path: (SOURCE / path).read_text())
    names = (
        "before", "draft_rows", "earlier", "form_errors", "leave", "losses", "name_guard", "received",
        "shell_form", "threads",
    )  # fmt: skip
    later = [f"js/ui/{name}.js" for name in names]
    assert sorted(files) == ["js/lists.js", "js/main.js", *later]
    text = "\n".join(files.values())
    scopes = re.findall(r"^const (\w+) = \(\(\) => \{$", text, re.M)
    assert len(scopes) == len({*scopes}) == len({*MODULES, *BESIDE} - {*APART})


def test_what_is_imported_later_is_not_imported_at_once_too() -> None:
    later = 'import { b } from "./b.js";\nconst later = () => import("./b.js");\nb(later);\n'
    with pytest.raises(SettingRefused, match=r"^static/b\.js is imported both at once and later\.$"):
        joined.scripts("main.js", reader(main=later, b="export const b = console.log;\n"))


def test_every_export_of_every_module_arrives(tmp_path: Path) -> None:
    imports = [
        f"{json.dumps(module)}: await import({json.dumps((SOURCE / module).as_uri())})" for module in MODULES
    ]
    apart = said(f"{{ {', '.join(imports)} }}")
    assert len(apart) > 20
    assert all(apart.values())
    pages = {f"{number}.js": page_with(module, apart[module]) for number, module in enumerate(apart)}
    put(tmp_path, pages)
    together = [
        f"{json.dumps(module)}: (await import({json.dumps((tmp_path / page).as_uri())})).whole"
        for module, page in zip(apart, pages, strict=True)
    ]
    assert said(f"{{ {', '.join(together)} }}") == apart


def page_with(module: str, names: Iterable[str]) -> str:
    """A page that joins the module with all it needs and exports an object of these exports."""
    exports = ", ".join(names)
    page = f'import {{ {exports} }} from "./{module}";\nexport const whole = {{ {exports} }};\n'
    return joined.scripts("all.js", lambda path: page if path == "all.js" else (SOURCE / path).read_text())[
        "all.js"
    ]


def put(folder: Path, files: dict[str, str]) -> None:
    """Write modules so that Node imports them."""
    for name, text in (files | {"package.json": '{ "type": "module" }'}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def said(modules: str) -> dict[str, dict[str, str]]:
    """Module -> export -> what it is, of an object of objects under Node."""
    kinds = "(all) => Object.entries(all).map(([name, it]) => [name, typeof it])"
    mapped = f"Object.entries(modules).map(([module, all]) => [module, ({kinds})(all)])"
    pairs = json.loads(run(f"const modules = {modules}; console.log(JSON.stringify({mapped}));"))
    return {module: dict(exports) for module, exports in pairs}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('import all from "./c.js";', "says “import all"),
        ('import * as c from "./c.js";', "says “import *"),
        ('import "./c.js";', "says “import"),
        ('import { c as d } from "./c.js";', "c as d"),
        ('import { c } from "elsewhere";', "elsewhere"),
        ('import {\n  c,\n} from "./c.js";', "says “import {”"),
        ("const c = await import(name);", "await import(name)"),
        ('const c = await import("elsewhere");', 'import("elsewhere")'),
        ("const here = import.meta.url;", "import.meta"),
        ("export default 1;", "export default 1;"),
        ("export { own };", "export { own };"),
        ("export let own = 1;", "export let own"),
        ('export * from "./c.js";', "export *"),
        ("export function* own() {}", "export function*"),
        ('import { d } from "./c.js";', "imports d, which static/c.js does not export"),
        ('import { main } from "./main.js";', "static/main.js imports itself"),
    ],
)
def test_what_cannot_be_joined_stops_the_start_with_a_sentence(line: str, told: str) -> None:
    with pytest.raises(SettingRefused, match=r"^static/main\.js .*\.$") as refused:
        joined.scripts("main.js", reader(main=f"{line}\nexport const main = 1;\n", c="export const c = 1;\n"))
    assert told in str(refused.value)


def test_a_sheet_holds_those_it_imports_in_their_places() -> None:
    main = '@import "a.css";\n@import "print.css" print;\n'
    files = {"css/main.css": main, "css/a.css": "/* why,\n * so */\n  a {}\n", "css/print.css": "p {}\n"}
    read = files.__getitem__
    assert joined.sheet("css/main.css", read) == "a {}\n\n@media print {\np {}\n}\n"


def test_no_sheet_of_ours_is_asked_for_by_another() -> None:
    sheet = joined.sheet("css/main.css", lambda path: (SOURCE / path).read_text())
    assert "@import" not in sheet
    for path in (SOURCE / "css").glob("*.css"):
        text = path.read_text()
        said = "\n".join(line.strip() for line in text.splitlines() if "/*" not in line)
        is_joined = said in re.sub(r"/\*.*?\*/", "", sheet)
        # Only pages of numbers need that one, and ask for it themselves.
        assert is_joined == (path.name not in ("main.css", "numbers.css"))
        assert path.name == "main.css" or "@import" not in text
