# ruff: noqa: INP001 - beside the pages, and no package
"""Write signatures and docstrings into the pages, so that they read as they stand and in the site.

    python docs/reference.py [--check]

What stands between ``<!-- ::: name -->`` and ``<!-- ::: -->`` is written anew from the code, which is read and not run.
With ``--check`` nothing is written: pages that do not say what the code says are named, and the exit code is 1.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DOCS = Path(__file__).resolve().parent
PLACE = re.compile(r"<!-- ::: (?P<name>[\w.]+) -->\n(?P<text>.*?)<!-- ::: -->\n", re.DOTALL)
_MADE = re.compile(r"[Ff]ield\(default_factory=(\w+)\)")
_EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)
_STARS = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
_WIDTH = 100


def package() -> griffe.Module:
    """Return the package as its files spell it."""
    found = griffe.load(
        "llmclaims",
        search_paths=[str(DOCS.parent / "src")],
        docstring_parser="google",
        docstring_options={"warnings": False, "returns_multiple_items": False},
    )
    assert isinstance(found, griffe.Module)
    return found


def page(text: str, code: griffe.Module) -> str:
    """Return a page with every place written anew."""

    def written(place: re.Match[str]) -> str:
        name = place["name"]
        lines = "\n".join(_entry(name, _found(code, name.partition(".")[2]))).strip()
        lines = re.sub(r"\n{3,}", "\n\n", lines)
        return f"<!-- ::: {name} -->\n\n{lines}\n\n<!-- ::: -->\n"

    return PLACE.sub(written, text)


def _found(code: griffe.Module, name: str) -> Any:
    one = code[name]
    return one.final_target if one.is_alias else one


def _entry(name: str, one: Any) -> Iterator[str]:
    if one.is_module:
        yield from _docstring(one)
        for member in one.members.values():
            if _public(member) and member.is_class:
                yield from _entry(f"{name}.{member.name}", member)
        return
    yield f"\n## `{name}`\n"
    yield from _code(
        _class(one) if one.is_class else _function(one) if one.is_function else textwrap.dedent(one.source)
    )
    yield from _docstring(one)
    if one.is_class:
        yield from _items(
            (f"{member.name}: {member.annotation}", _first(member))
            for member in _members(one)
            if member.is_attribute and member.docstring
        )
        for member in _members(one):
            if member.is_function and member.docstring:
                yield f"\n### `{one.name}.{member.name}`\n"
                yield from _code(_function(member))
                yield from _docstring(member)


def _public(one: Any) -> bool:
    return not one.name.startswith("_") and not one.is_alias


def _members(one: Any) -> list[Any]:
    return [member for member in one.members.values() if _public(member)]


def _code(text: str) -> Iterator[str]:
    yield f"```py\n{text}\n```\n"


def _class(one: Any) -> str:
    bases = ", ".join(str(base) for base in one.bases)
    enumeration = any(str(base).endswith("Enum") for base in one.bases)
    fields = [
        textwrap.indent(_MADE.sub(_made, textwrap.dedent(member.source)), "    ")
        for member in _members(one)
        if member.is_attribute and (enumeration or member.annotation) and "property" not in member.labels
    ]
    head = f"class {one.name}({bases})" if bases else f"class {one.name}"
    if fields:
        return "\n".join([f"{head}:", *fields])
    initial = one.members.get("__init__")
    return _function(initial, called=one.name) if initial else head


def _made(factory: re.Match[str]) -> str:
    """Return what a field holds that is not given, without the machinery that says so."""
    return {"dict": "{}", "list": "[]", "tuple": "()"}.get(factory[1], f"{factory[1]}()")


def _function(one: Any, called: str = "") -> str:
    parameters = [each for each in _shared(one) if each.name not in {"self", "cls"}]
    parts: list[str] = []
    for each in parameters:
        kind = each.kind
        if kind is griffe.ParameterKind.keyword_only and not any(part.startswith("*") for part in parts):
            parts.append("*")
        stars = _STARS.get(kind, "") if kind else ""
        text = f"{stars}{each.name}" + (f": {each.annotation}" if each.annotation else "")
        parts.append(text if each.default is None or stars else f"{text} = {each.default}")
    end = "" if called else f" -> {one.returns}"
    head = f"{'async ' if 'async' in one.labels else ''}{called or one.name}"
    line = f"{head}({', '.join(parts)}){end}"
    if len(line) <= _WIDTH:
        return line
    return f"{head}(\n" + "".join(f"    {part},\n" for part in parts) + f"){end}"


def _shared(one: Any) -> Iterable[griffe.Parameter]:
    """Return the parameters, those of the pattern under ``@with_arguments_of(pattern)``."""
    for decorator in one.decorators:
        name, _, pattern = str(decorator.value).partition("(")
        if name == "with_arguments_of":
            return one.modules_collection[one.resolve(pattern.rstrip(")"))].parameters  # type: ignore[no-any-return]
    return one.parameters  # type: ignore[no-any-return]


def _first(one: Any) -> str:
    return " ".join(one.docstring.value.split())


def _docstring(one: Any) -> Iterator[str]:
    for section in one.docstring.parsed if one.docstring else ():
        kind, value = section.kind.value, section.value
        if kind == "text":
            yield _EXAMPLE.sub(r"```py\n\g<0>\n```", value) + "\n"
        elif kind == "examples":
            yield from (
                text if which.value == "text" else f"```pycon\n{text}\n```\n" for which, text in value
            )
        else:
            yield f"{kind.capitalize()}:\n"
            named = kind in {"parameters", "attributes"}
            yield from _items(
                (each.name if named else str(each.annotation or ""), " ".join(each.description.split()))
                for each in value
            )


def _items(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    lines = [f"- `{name}`: {text}" if name else f"- {text}" for name, text in found]
    if lines:
        yield "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or name those that are to be written; return the exit code."""
    code, stale = package(), []
    for path in sorted(DOCS.rglob("*.md")):
        old = path.read_text(encoding="utf-8")
        if (new := page(old, code)) != old:
            stale.append(path.name)
            if "--check" not in arguments:
                path.write_text(new, encoding="utf-8", newline="\n")
    if stale and "--check" in arguments:
        sys.stdout.write(f"Not as the code is: {', '.join(stale)}. Run python docs/reference.py.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
