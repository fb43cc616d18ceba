"""Follow a page of the documentation as a reader would: type its commands, run its Python, compare what is printed.

    python -m tests.support.doc_pages docs/tutorial.md           # what differs; exit code 1 when something does
    python -m tests.support.doc_pages --fill docs/tutorial.md    # put what is printed in place of a line with only "?"
    python -m tests.support.doc_pages --refresh docs/*.md        # and in place of what differs and is not shortened by "…"

The fenced blocks of a page are taken in order, all in one fresh folder with ``seeds``, ``cassettes`` and ``examples`` in it:

- ``console``: each line that begins with ``$ `` is typed into bash on a terminal of 80 columns, and what follows
  it is what the terminal then shows;
- ``python``: run, all in one interpreter; a ``text`` block right behind it holds what it prints;
- any block with a ``title``: written to a file of that name, and nothing is run.

A line ``…`` stands for any lines, ``…`` within a line for any characters, and a command with no output under it
must only end well. At ``MY_SERVER`` a small server answers in a model's place, always with the same claim.
Apart from it no page reaches a network. Where a command shall fail, its output says so: ``[exit 2]`` is the last line then.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tomllib
import traceback
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Any

from tests.support import ROOT
from tests.support.loopback import FULL, Answer, Loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
TITLE = re.compile(r'title="([^"]+)"')
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLUMNS = 80


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is to be written to, its lines, and where its body stands."""

    language: str
    title: str | None
    body: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found = []
    for match in FENCE.finditer(page):
        title = TITLE.search(match["options"])
        body = re.sub(rf"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
        found.append(
            Block(match["language"], title and title[1], body, match.start("body"), match.end("body"))
        )
    return found


def commands(body: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with the lines shown under it."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((re.sub(r"\s{2,}# .*$", "", line[2:]), []))
        elif found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1] = (found[-1][0][:-1] + line.strip(), [])
        else:
            found[-1][1].append(line)
    return found


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether what is shown is what was printed, ``…`` standing for what is left out."""
    pattern = ""
    for line in shown:
        pattern += r"(?:.*\n)*?" if line == "…" else re.escape(line.rstrip()).replace("…", ".*") + r" *\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def typed(command: str, folder: Path, environ: dict[str, str]) -> list[str]:
    """What a terminal shows of a command: messages first, without a progress bar; its exit code when not 0."""
    ours, theirs = pty.openpty()
    with TemporaryFile() as messages:
        process = subprocess.Popen(
            ["bash", "-c", f"stty cols {COLUMNS} -echo -onlcr; {command}"],
            cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=messages, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        came = b"".join(iter(lambda: _more(ours), b""))
        code = process.wait()  # before the terminal is gone, which would end it by SIGHUP
        os.close(ours)
        messages.seek(0)
        said = messages.read()
    lines = [line.rstrip() for line in ANSI.sub("", (said + came).decode()).splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return [*lines, f"[exit {code}]"] if code else lines


def _more(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


class Reader:
    """Whoever follows one page: a folder, an environment, and one Python for all its blocks."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder, self.environ = folder, environ
        self.names: dict[str, Any] = {"__name__": "__page__"}
        for name in ("seeds", "cassettes", "examples"):
            (folder / name).symlink_to(ROOT / name)

    def install(self) -> None:
        """What ``pip install -e .`` would do: the folder's modules can be imported, its entry points are known."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        known = self.folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        known.mkdir()
        (known / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
        groups = project.get("entry-points", {}).items()
        lines = [
            f"[{group}]\n" + "".join(f"{n} = {v}\n" for n, v in entries.items()) for group, entries in groups
        ]
        (known / "entry_points.txt").write_text("".join(lines))
        paths = [str(self.folder), self.environ.get("PYTHONPATH", "")]
        self.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))

    def python(self, body: str) -> list[str]:
        """What a block of Python prints; its traceback where it ends in one."""
        out = io.StringIO()
        with redirect_stdout(out):
            try:
                exec(compile(body, "<page>", "exec", dont_inherit=True), self.names)
            except Exception:  # noqa: BLE001 - whatever a page does wrong is shown as it would be to a reader
                out.write(traceback.format_exc())
        return [line.rstrip() for line in out.getvalue().splitlines()]

    def console(self, body: str) -> list[tuple[str, list[str], list[str]]]:
        """Each command with what is shown under it and what was printed."""
        done = []
        for command, shown in commands(body):
            set_ = re.fullmatch(r"export (\w+)=(\S+)", command)
            if set_:
                self.environ.setdefault(set_[1], set_[2])  # MY_SERVER is the one that stands in for a model
                done.append((command, shown, []))
            else:
                done.append((command, shown, typed(command, self.folder, self.environ)))
        return done


def follow(page: str, reader: Reader) -> list[tuple[Block, str, list[str], list[str]]]:
    """Everything that a page shows as printed: its block, the command or code, what is shown, what was printed."""
    found: list[tuple[Block, str, list[str], list[str]]] = []
    said: list[str] = []
    code = ""
    for block in blocks(page):
        if block.title is not None:
            path = reader.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
            if block.title == "pyproject.toml":
                reader.install()
        elif block.language == "python":
            if said:
                found.append((block, code, [], said))
            said, code = reader.python(block.body), block.body
        elif block.language == "text":
            found.append((block, code, block.body.splitlines(), said))
            said = []
        elif block.language == "console":
            found += [(block, *one) for one in reader.console(block.body)]
    if said:
        found.append((block, code, [], said))
    return found


def differences(page: str, reader: Reader) -> list[str]:
    """What a page shows and is not so, one readable passage each."""
    wrong = []
    for block, what, shown, printed in follow(page, reader):
        silent = block.language == "console" and not shown
        failed = printed[-1:] and printed[-1].startswith("[exit ")
        if failed if silent else not agrees(shown, printed):
            wrong.append("\n".join([f"$ {what}", "  shown:", *shown, "  printed:", *printed]))
    return wrong


def filled(page: str, reader: Reader, *, refresh: bool = False) -> str:
    """The page with what is printed in place of each ``?`` line; ``refresh``: and of what differs, unless cut by …."""
    for block, what, shown, printed in reversed(follow(page, reader)):
        if shown == ["?"] or (refresh and shown and "…" not in "".join(shown) and not agrees(shown, printed)):
            end = (
                page.index("\n```", block.start - 1) + 1
            )  # not block.end: a later command may have been filled in
            body = page[block.start : end]
            if block.language == "text":
                body = "".join(f"{line}\n" for line in printed)
            else:
                at = body.index("\n".join(["", *shown, ""]), body.index(f"$ {what}"))
                body = (
                    body[:at]
                    + "".join(f"\n{line}" for line in printed)
                    + body[at + 1 + len("\n".join(shown)) :]
                )
            page = page[: block.start] + body + page[end:]
    return page


def environment(home: Path) -> dict[str, str]:
    """A reader's environment: no key, no settings, a home of its own, the command on the path."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
        if name in os.environ
    }
    kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    asked = {name: value for name, value in os.environ.items() if name.startswith("DOCS_")}
    return kept | {
        "HOME": str(home), "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": str(COLUMNS), "PYTHONUTF8": "1",
        "NO_PROXY": "127.0.0.1",
    } | asked  # fmt: skip


def answered(body: Mapping[str, Any]) -> Answer:
    """What stands in for a model says: a claim, that it is carried, or the sentence that ``providers --check`` asks for."""
    asked = body["text"] if "text" in body else body["messages"][-1]["content"]
    if "<claims-" in asked:
        return Answer({"verdicts": [{"claim": 1, "verdict": "carried", "field": "none", "reason": ""}]})
    return Answer(items={"sentence": [{"quote": asked}]} if len(asked.splitlines()) == 1 else FULL)


def main(arguments: list[str]) -> int:
    """Follow the pages that are named; say what differs, or fill it in."""
    refresh = "--refresh" in arguments
    fill = refresh or "--fill" in arguments
    wrong = 0
    for name in arguments:
        if name.startswith("--"):
            continue
        path = Path(name).resolve()
        page = path.read_text(encoding="utf-8")
        with ExitStack() as stack:
            made = stack.enter_context(TemporaryDirectory())
            folder = Path(made, "here")
            folder.mkdir()
            before = Path.cwd()
            environ = environment(Path(made, "home"))
            server = stack.enter_context(Loopback())
            server.default = answered
            environ["MY_SERVER"] = server.base_url.removesuffix("/v1")
            os.environ.clear()
            os.environ.update(environ)
            os.chdir(folder)
            sys.path.insert(0, str(folder))
            try:
                if fill:
                    path.write_text(filled(page, Reader(folder, environ), refresh=refresh), encoding="utf-8")
                else:
                    for passage in differences(page, Reader(folder, environ)):
                        wrong += 1
                        sys.stdout.write(f"{passage}\n\n")
            finally:
                os.chdir(before)
                sys.path.remove(str(folder))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
