"""What ``extract`` and its kin take by name: written out, checked, and meaning what the command's options mean."""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import json
import logging
import pydoc
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims import Cited, Document, Mention, Settings
from llmclaims.cli import main
from llmclaims.config.provider_settings import Price
from llmclaims.errors import ConfigError, IncompleteRunError, RejectedClaimsError
from llmclaims.pipeline.extract import records
from tests.support.loopback import EMPTY, Answer, Fault, Loopback

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = Document.from_text("The harbour is shut. “We wait,” said Ida Brun.\n\nIt rained.\n", id="a")
KEYWORDS = {
    "provider", "model", "base_url", "schema", "instructions", "examples", "published", "strict", "check", "repair",
    "link", "concurrency", "max_cost", "workers", "cache", "record", "replay", "progress", "stop", "config", "settings",
}  # fmt: skip
LINKING = KEYWORDS - {"instructions", "examples", "published", "strict", "check", "repair", "link", "workers"}


class Delay(Cited):
    """A delay that is announced."""

    what: Mention


def use(function: Any, *args: Any, **named: Any) -> Any:
    """What a function gives, whether it is asynchronous, a stream, or neither."""
    found = function(*args, **named)
    if inspect.isawaitable(found):
        return asyncio.run(found)  # type: ignore[arg-type]  # a coroutine
    return list(found) if inspect.isgenerator(found) else found


def served(loopback: Loopback, folder: Path, **changes: Any) -> Settings:
    """Settings under which the server on this machine is asked."""
    one = loopback.settings(output="json", **changes)
    own = {"cache_dir": str(folder / "cache"), "link": False, "request_characters": 0}
    return Settings(provider="local", providers={"local": one}, **own)


@pytest.mark.parametrize("name", ["extract", "aextract", "stream", "records", "link"])
def test_the_keywords_are_written_out(name: str) -> None:
    """Help and an editor show each of them, with its type."""
    function = records if name == "records" else getattr(llmclaims, name)
    parameters = inspect.signature(function).parameters
    named = {one: value for one, value in parameters.items() if value.kind is value.KEYWORD_ONLY}
    assert set(named) == (LINKING if name == "link" else KEYWORDS)
    assert all(one.annotation is not one.empty and one.default is None for one in named.values())
    shown = pydoc.plain(pydoc.render_doc(function))
    assert f"{name}(" in shown
    assert "max_cost: float | None = None" in shown


FUNCTIONS = [llmclaims.extract, llmclaims.aextract, llmclaims.stream, records]


@pytest.mark.parametrize("function", [*FUNCTIONS, llmclaims.link])
def test_a_keyword_that_there_is_not_is_refused(function: Any) -> None:
    """A slip must not run something else: the function is named, and the keyword."""
    with pytest.raises(
        TypeError, match=rf"^{function.__name__}\(\) got an unexpected keyword argument 'providr'"
    ):
        use(function, ARTICLE, providr="openai")


NONSENSE = [
    # exclude each other
    ({"record": "a", "replay": "b"}, "record and replay exclude each other"),
    ({"settings": Settings(), "config": "x.toml"}, "settings and config exclude each other"),
    # a replay would take these from the recording in silence
    *(({"replay": "kept", name: value}, f"{name} is given, and a replay takes it") for name, value in (
        ("provider", "openai"), ("model", "m"), ("base_url", "http://127.0.0.1:9/v1"), ("strict", True),
        ("check", "M1"), ("published", "2026-02-06"), ("concurrency", 2), ("link", False),
    )),
    # nobody is named whom these would be for
    ({"model": "m"}, "model is given, but the built-in rules would read"),
    ({"base_url": "http://127.0.0.1:9/v1"}, "base_url is given, but the built-in rules would read"),
    ({"provider": "builtin", "model": "m"}, "model is given"),
    # values that nobody can use
    ({"concurrency": 0}, "the arguments: concurrency"),
    ({"max_cost": -1}, "the arguments: max_cost"),
    ({"max_cost": float("nan")}, "the arguments: max_cost"),
    ({"check": "M99"}, "M99"),
    ({"published": "Friday"}, "is not a date"),
    ({"published": 2026}, "is no date"),
    ({"schema": []}, "schema is empty"),
    ({"schema": [Delay, int]}, "is no model of claims"),
    ({"schema": "module:Delay"}, "is no model of claims"),
    ({"provider": "nobody"}, "is not configured"),
    ({"config": "nowhere.toml"}, "no such configuration file"),
    # the limit could not be kept
    ({"provider": "ollama", "model": "m", "max_cost": 1}, "cannot be kept"),
]  # fmt: skip


@pytest.mark.parametrize(("named", "says"), NONSENSE)
def test_what_makes_no_sense_is_one_sentence(named: dict[str, Any], says: str) -> None:
    """Before anything is read or sent."""
    with pytest.raises(ConfigError, match=says) as error:
        llmclaims.extract(ARTICLE, **named)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_sensible_call_works_in_every_form(function: Any) -> None:
    """One model alone, and a date as a date."""
    with pytest.raises(ConfigError, match="builtin fills Event"):
        use(function, ARTICLE, schema=Delay)
    use(function, source=ARTICLE, published=dt.date(2026, 2, 6))


DATES = [
    # as a date, as a moment, as text
    (dt.date(2026, 2, 6), "2026-02-06"),
    (dt.datetime(2026, 2, 6, 23, 59, tzinfo=dt.UTC), "2026-02-06"),
    ("2026-02", "2026-02"),
]


@pytest.mark.parametrize(("given", "kept"), DATES)
def test_the_day_may_be_given_as_a_date(given: Any, kept: str, tmp_path: Path) -> None:
    """A document says the day that it was given."""
    path = tmp_path / "a.txt"
    path.write_text("The harbour opens on Friday.\n")
    for source in (path, Document.from_text(path.read_text(), published="1999")):
        assert llmclaims.extract(source, published=given).documents[0].published == kept


def test_a_model_alone_is_filled(loopback: Loopback, tmp_path: Path) -> None:
    """No list is needed around one class."""
    loopback.default = Answer({"delay": [{"quote": "The harbour is shut", "what": "harbour"}]})
    found = llmclaims.extract(ARTICLE, schema=Delay, settings=served(loopback, tmp_path), repair=False)
    assert [one.quote for one in found.of("delay")] == ["The harbour is shut"]


def test_arguments_stand_above_settings(loopback: Loopback, tmp_path: Path) -> None:
    """What is asked for in the call goes before what the settings say, and they stay as they were."""
    loopback.default = Answer(EMPTY)
    settings = served(loopback, tmp_path, concurrency=5, price=Price(input=0, output=0)).changed(strict=True)
    for _ in range(2):
        found = llmclaims.extract(ARTICLE, settings=settings, strict=False, cache=False, max_cost=1.0)
    assert len(loopback.requests) == 2 * len(ARTICLE.body)
    assert found.run.settings["strict"] is False
    assert (settings.strict, settings.cache, settings.max_cost) == (True, True, None)


def test_concurrency_is_kept(loopback: Loopback, tmp_path: Path) -> None:
    """As many at a time as the call says, whatever the settings say."""
    loopback.default = Answer(EMPTY, delay=0.05)
    document = Document.from_text("\n\n".join(f"Quay {one} is shut." for one in range(8)))
    llmclaims.extract(document, settings=served(loopback, tmp_path), concurrency=2)
    assert loopback.most_at_once <= 2


def test_the_limit_on_the_cost_is_kept(loopback: Loopback, tmp_path: Path) -> None:
    """It ends the run, and what was not asked says so."""
    loopback.default = Answer(EMPTY)
    settings = served(loopback, tmp_path, price=Price(input=0, output=50_000), parameters={"max_tokens": 20})
    document = Document.from_text("\n\n".join(f"Quay {one} is shut." for one in range(8)))
    found = llmclaims.extract(document, settings=settings, max_cost=3)
    assert 0 < found.summary.skipped < 8
    assert "limit of 3" in found.summary.warnings[-1]


KEYS = [
    # the service's own key goes to its own address, under another path too
    ("openai", "OPENAI_API_KEY", "https://api.openai.com/v2", True),
    ("openai", "OPENAI_API_KEY", "https://eu.api.openai.com/v1", True),
    # and to nobody else
    ("openai", "OPENAI_API_KEY", "http://127.0.0.1:9/v1", False),
    ("openai", "OPENAI_API_KEY", "http://api.openai.com/v1", False),
    ("groq", "GROQ_API_KEY", "https://api.openai.com/v1", False),
    ("openai", "OPENAI_API_KEY", "https://api.openai.com.example.net/v1", False),
    # a server of one's own keeps its key where only the path is another
    ("mine", "MINE_KEY", "https://models.example.net/v9", True),
    ("mine", "MINE_KEY", "https://models.example.net:8443/v9", False),
]


@pytest.mark.parametrize(("provider", "variable", "url", "sent"), KEYS)
def test_a_key_does_not_go_along_to_another_server(
    provider: str, variable: str, url: str, *, sent: bool
) -> None:
    """``base_url`` names another server; the key was for the first one."""
    mine = {"base_url": "https://models.example.net/v1", "api_key_env": "MINE_KEY"}
    given = Settings.model_validate({"providers": {"mine": mine}})
    settings = Settings.asked(given, provider=provider, model="m", base_url=url)
    _, chosen = settings.for_stage("extract")
    assert (chosen.base_url, chosen.api_key_env) == (url, variable if sent else "")


def test_a_call_names_a_stages_provider_too() -> None:
    """A provider or model of the call goes before ``[stages]``, as before all else."""
    given = Settings.model_validate({"stages": {"extract": {"provider": "ollama", "model": "a"}}})
    assert Settings.asked(given).for_stage("extract")[0] == "ollama"
    name, chosen = Settings.asked(given, provider="vllm", model="b").for_stage("extract")
    assert (name, chosen.model) == ("vllm", "b")
    name, chosen = Settings.asked(given, model="b").for_stage("extract")
    assert (name, chosen.model) == ("ollama", "b")


def test_the_command_goes_the_same_way(
    loopback: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same options, by keyword and on the command line, give the same records; a slip is refused by both."""
    monkeypatch.chdir(tmp_path)
    loopback.default = Answer(EMPTY)
    (tmp_path / "a.txt").write_text(ARTICLE.text)
    url = loopback.base_url
    with pytest.raises(SystemExit):
        main(
            [
                "extract",
                "a.txt",
                "--provider",
                "ollama",
                "--model",
                "m",
                "--base-url",
                url,
                "--strict",
                "--check",
                "M1",
            ]
        )
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = llmclaims.extract(
        "a.txt", provider="ollama", model="m", base_url=url, strict=True, check="M1", cache=False
    )
    assert printed[0]["settings"] == dict(found.run.settings)
    assert printed[0]["settings"]["checks"] == ["M1"]
    for wrong in (["--model", "m"], ["--base-url", url], ["--replay", "kept", "--strict"]):
        with pytest.raises(SystemExit) as left:
            main(["extract", "a.txt", *wrong])
        assert left.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def failing(loopback: Loopback, folder: Path) -> dict[str, Any]:
    """Keywords of a run in which everything fails, each paragraph once."""
    loopback.default = Fault(400, b'{"error": {"message": "top_k is not known"}}')
    return {"source": ARTICLE, "settings": served(loopback, folder)}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_run_whose_provider_failed_says_so_once(
    function: Any, loopback: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One warning in the log, however many paragraphs; it names the provider and how many failed."""
    with caplog.at_level(logging.WARNING, "llmclaims"):
        use(function, **failing(loopback, tmp_path))
    (said,) = [one.getMessage() for one in caplog.records]
    assert said.startswith("2 of 2 paragraphs failed: local (m) does not take this request")


def test_failures_and_rejections_can_be_made_errors(loopback: Loopback, tmp_path: Path) -> None:
    """The error holds all of them and says how many; a run in which all went well raises nothing."""
    found = llmclaims.extract(**failing(loopback, tmp_path))
    assert found.summary.warnings[-1].startswith("2 of 2 paragraphs failed: local (m)")
    with pytest.raises(IncompleteRunError, match="2 parts of the run failed or were skipped") as error:
        found.raise_for_failures()
    assert error.value.failures == found.failures
    found.raise_for_rejections()
    loopback.default = Answer({"statement": [{"quote": "nobody said this"}]})
    other = llmclaims.extract(ARTICLE, settings=served(loopback, tmp_path / "other"), repair=False)
    other.raise_for_failures()
    with pytest.raises(RejectedClaimsError) as refused:
        other.raise_for_rejections()
    assert refused.value.rejections == other.rejections != ()


def test_a_source_that_cannot_be_read_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Among several it costs only itself, and it is said."""
    found = llmclaims.extract([ARTICLE, tmp_path / "nowhere.txt"])
    assert [one.paragraph for one in found.failures] == [None]
    assert found.summary.warnings[-1].startswith("1 of the sources could not be read: ")
    assert found.summary.warnings[-1] in caplog.messages
    with pytest.raises(IncompleteRunError, match="nowhere"):
        found.raise_for_failures()


TYPED = '''
import datetime
import llmclaims

class Delay(llmclaims.Cited):
    """A delay."""
    what: llmclaims.Mention

async def main() -> None:
    found = llmclaims.extract("a.txt", provider="openai", model="m", max_cost=0.5, concurrency=2, check="M1")
    found.raise_for_failures()
    later: llmclaims.Extraction = await llmclaims.aextract(["a.txt"], schema=Delay, strict=True)
    shown = [("The ferry is late, Bo said.", [Delay(quote="The ferry is late", what="ferry")])]
    llmclaims.extract("a.txt", schema=Delay, instructions="Ferries alone.", examples=shown)
    for one in llmclaims.stream("a.txt", schema=[Delay], published=datetime.date(2026, 2, 6)):
        print(one)
    llmclaims.link([found, later], max_cost=1, cache=False, schema=Delay).raise_for_rejections()
'''
WRONG = """
import llmclaims

llmclaims.extract("a.txt", providr="openai")
llmclaims.extract("a.txt", max_cost="much")
llmclaims.stream("a.txt", schema=[int])
llmclaims.link("a.jsonl", strict=True)
"""


def test_a_type_checker_sees_the_keywords(tmp_path: Path) -> None:
    """What a user writes passes strictly, and each slip does not."""
    pytest.importorskip("mypy")
    for name, code in (("right.py", TYPED), ("wrong.py", WRONG)):
        (tmp_path / name).write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "cache", "right.py", "wrong.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    errors = [line.partition(":")[0] for line in done.stdout.splitlines() if ": error: " in line]
    assert errors == ["wrong.py"] * 4, done.stdout


def test_a_recording_that_turns_rules_off_says_so_on_replay(loopback: Loopback, tmp_path: Path) -> None:
    """Whoever replays another's recording reads which rules were left out; one with all of them says nothing."""
    loopback.default = Answer(EMPTY)
    for name, off in (("all", ()), ("some", ("SPEAKER_NOT_IN_PARAGRAPH",))):
        settings = served(loopback, tmp_path).changed(disable=off)
        llmclaims.extract(ARTICLE, settings=settings, record=tmp_path / name)
    assert llmclaims.extract(ARTICLE, replay=tmp_path / "all").summary.warnings == ()
    (said,) = llmclaims.extract(ARTICLE, replay=tmp_path / "some").summary.warnings
    assert said.startswith("The recording turns rules off: SPEAKER_NOT_IN_PARAGRAPH;")
