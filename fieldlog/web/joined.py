"""Modules and style sheets joined into the few files that a page asks for.

Forty small files cost a first visit 39 kB more, nearly all of it headers. The sources stay plain modules that
run as they are; only the forms of `import` and `export` that they use are known, any other stops the start.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldlog.errors import SettingRefused

Read = Callable[[str], str]

_IMPORT = re.compile(r'^import \{ (?P<names>[\w$]+(?:, [\w$]+)*) \} from "(?P<path>\.[^"]+)";$', re.M)
_EXPORT = re.compile(r"^export (?P<what>(?:async )?function|const|class) (?P<name>[\w$]+)\b", re.M)
_LATER = re.compile(r'\bimport\("(?P<path>\.[^"]+)"\)')
_OTHER = re.compile(r"^\s*(?:import|export)\b.*|.*\bimport\s*[(.].*", re.M)
# What only people read. No text of ours runs over several lines.
_FOR_PEOPLE = re.compile(r"^[ \t]*//.*\n|^[ \t]+|^\n", re.M)
_FOR_PEOPLE_IN_CSS = re.compile(r"^[ \t]*/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n|^[ \t]+", re.M)
_SHEET = re.compile(r'^@import "(?P<path>[^"]+)"(?: (?P<media>[\w-]+))?;$', re.M)


@dataclass(frozen=True)
class _Module:
    """What a module says, the names it exports, what it imports at once and what later, as paths.

    `name` is what it is called in the joined files: short, because each page carries them.
    """

    name: str
    source: str
    exports: list[str]
    imports: list[str]
    later: list[str]


def scripts(path: str, read: Read) -> dict[str, str]:
    """Path -> text: the module at this path with all it imports, and each imported later with its own.

    Each module becomes a function that runs once and returns its exports, in the order in which a browser
    would run them. None is in two files: who needs one that another file holds imports it from there.
    """
    modules: dict[str, _Module] = {}
    home: dict[str, str] = {}
    files = [path]
    # Grows while it is gone through.
    for file in files:
        _visit(file, read, modules, ())
        own = [each for each in modules if each not in home]
        if file not in own:
            raise SettingRefused(f"static/{file} is imported both at once and later.")
        home |= dict.fromkeys(own, file)
        later = dict.fromkeys(path for each in own for path in modules[each].later)
        files += [path for path in later if path not in files]
    return {file: "\n".join(_parts(file, home, modules)) for file in files}


def sheet(path: str, read: Read) -> str:
    """The style sheet at this path with those it imports in their places."""

    def content(match: re.Match[str]) -> str:
        css = sheet(_beside(path, match["path"]), read)
        return f"@media {match['media']} {{\n{css}}}" if match["media"] else css

    return _SHEET.sub(content, _FOR_PEOPLE_IN_CSS.sub("", read(path)))


def _visit(path: str, read: Read, modules: dict[str, _Module], importing: tuple[str, ...]) -> None:
    """Put a module behind all those it imports."""
    if path in importing:
        raise SettingRefused(f"static/{path} imports itself by way of {' and '.join(importing)}.")
    if path in modules:
        return
    source = _FOR_PEOPLE.sub("", read(path))
    exports = [match["name"] for match in _EXPORT.finditer(source)]
    imports, later = (_paths(path, form, source) for form in (_IMPORT, _LATER))
    for wanted in imports:
        _visit(wanted, read, modules, (*importing, path))
    modules[path] = _Module(f"_{len(modules)}", source, exports, imports, later)


def _paths(path: str, form: re.Pattern[str], source: str) -> list[str]:
    return [_beside(path, match["path"]) for match in form.finditer(source)]


def _parts(file: str, home: dict[str, str], modules: dict[str, _Module]) -> Iterator[str]:
    own = [path for path in modules if home[path] == file]
    wanted = {path for each in own for path in modules[each].imports}
    wanted_elsewhere = {path for each in modules if home[each] != file for path in modules[each].imports}
    for path in sorted(wanted.difference(own)):
        yield f'import {{ {modules[path].name} }} from "{_address(home[path], file)}";'
    for path in own:
        name, exports = modules[path].name, ", ".join(modules[path].exports)
        yield f"const {name} = (() => {{\n{_body(path, file, modules)}return {{ {exports} }};\n}})();"
    for path in sorted(wanted_elsewhere.intersection(own)):
        yield f"export {{ {modules[path].name} }};"
    yield f"export const {{ {', '.join(modules[file].exports)} }} = {modules[file].name};"


def _body(path: str, file: str, modules: dict[str, _Module]) -> str:
    """The module without the words `import` and `export`; what it imports later, it finds from its file."""

    def destructure(match: re.Match[str]) -> str:
        wanted = _beside(path, match["path"])
        missing = ", ".join(sorted({*match["names"].split(", ")}.difference(modules[wanted].exports)))
        if missing:
            raise SettingRefused(f"static/{path} imports {missing}, which static/{wanted} does not export.")
        return f"const {{ {match['names']} }} = {modules[wanted].name};"

    body = _EXPORT.sub(r"\g<what> \g<name>", _IMPORT.sub(destructure, modules[path].source))
    if other := _OTHER.search(_LATER.sub("", body)):
        raise SettingRefused(f"static/{path} says “{other[0].strip()}”, a form that cannot be joined.")
    return _LATER.sub(lambda match: f'import("{_address(_beside(path, match["path"]), file)}")', body)


def _beside(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _address(path: str, file: str) -> str:
    return "./" + posixpath.relpath(path, posixpath.dirname(file))
