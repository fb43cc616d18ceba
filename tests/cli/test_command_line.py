"""The command line as a process: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import tomllib
from pathlib import Path

import pytest

from llmclaims.cli import COMMANDS
from llmclaims.config.settings import Settings
from llmclaims.inference.cache import Cache
from tests.support import ROOT
from tests.support.command_line import LINE, llmclaims, printed_by
from tests.support.loopback import EMPTY, Answer
from tests.support.terminals import on_a_terminal

ARTICLE = """Ferry Line Halts Night Crossings After Collision

Port Halden, May 3, 2026: The Halden Ferry Line cancelled its night crossings on Friday because a trawler had rammed the Sea Lark. “We did not see a light on that boat,” Captain Mo Ruud said.

Ruud added that nobody was hurt. The harbour office will question both crews on Monday, said its chief, Ilse Brandt.

According to Brandt, the trawler had left the port without a permit.
"""


def records_of(text: str) -> list[dict]:
    """JSON Lines as objects."""
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(autouse=True, scope="module")
def _bytecode(tmp_path_factory):
    """Let the processes share compiled code, which halves their start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONDONTWRITEBYTECODE", "")
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("bytecode")))
        yield


@pytest.fixture
def folder(tmp_path):
    """A folder with one article in it."""
    (tmp_path / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A run of the article, saved once for all the tests that only look at one."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
    done = llmclaims("extract", "ferry.txt", "-o", "run.jsonl", "-q", "--provider", "builtin", cwd=folder)
    assert done.returncode == 0, done.stderr
    return (folder / "run.jsonl").read_bytes()


@pytest.fixture
def run(folder, saved):
    """The folder with the saved run in it too."""
    (folder / "run.jsonl").write_bytes(saved)
    return folder


def only_sentence(printed: str, said: str) -> str:
    """What a command that could not start says: one line on standard error, nothing on standard output."""
    assert printed == ""
    assert "Traceback" not in said
    (line,) = said.splitlines()
    assert line.startswith("llmclaims: ")
    return line


def test_help_names_every_command(tmp_path):
    """The first thing that a newcomer types shows all there is, with examples."""
    done = llmclaims("--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Examples:" in done.stdout
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name, capsys):
    """Each command explains itself, by example too."""
    code, shown, said = printed_by(capsys, name, "--help")
    assert (code, said) == (0, "")
    assert f"  llmclaims {name}" in shown


UNUSABLE = [
    # a command that does not exist
    (["extrct"], "No such command 'extrct'. Did you mean 'extract'?"),
    (["frobnicate"], "No such command 'frobnicate'; see llmclaims --help"),
    # an option that does not exist
    (["extract", "ferry.txt", "--colour"], "No such option '--colour'"),
    # nothing to read
    (["extract"], "Missing argument 'PATH...'"),
    # a number that is none
    (["extract", "ferry.txt", "--concurrency", "many"], "'many' is not a valid integer"),
    # two options that exclude each other
    (["extract", "ferry.txt", "--record", "a", "--replay", "b"], "exclude each other"),
    # a file that is not there
    (["extract", "no.txt"], "no.txt does not exist"),
    # an empty article
    (["extract", "empty.txt"], "empty.txt is empty"),
    # a binary file
    (["extract", "binary.txt"], "binary.txt"),
    # a limit that cannot be kept, because nobody knows the price
    (
        ["extract", "ferry.txt", "--provider", "ollama", "--model", "m", "--max-cost", "1"],
        "price of 'ollama' is unknown",
    ),
    # less than nothing to spend
    (["extract", "ferry.txt", "--max-cost", "-1"], "-1.0 is not in the range"),
    # an estimate of what costs nothing
    (["extract", "ferry.txt", "--estimate", "--replay", "b"], "a replay costs nothing"),
    # an estimate of a file that is not there
    (["extract", "no.txt", "--estimate"], "no.txt does not exist"),
    # a date that is none
    (["extract", "ferry.txt", "--published", "yesterday"], "yesterday"),
    # a configuration that is not there
    (["extract", "ferry.txt", "--config", "no.toml"], "no.toml: no such configuration file"),
    # a provider that nobody knows
    (["extract", "ferry.txt", "--provider", "nobody"], "Provider 'nobody' is not configured"),
    # a provider without a model
    (["extract", "ferry.txt", "--provider", "ollama"], "has no model"),
    # a provider without its key
    (["extract", "ferry.txt", "--provider", "openai", "--model", "m"], "OPENAI_API_KEY"),
    # a format that nobody knows
    (["extract", "ferry.txt", "--format", "ods"], "choose one of jsonl, table"),
    # a model of one's own that is not written as module:Class
    (["extract", "ferry.txt", "--schema", "Promise"], "write module:Class"),
    # one that cannot be imported
    (["extract", "ferry.txt", "--schema", "nowhere:Promise"], "cannot be imported"),
    # one that is no model of claims
    (["extract", "ferry.txt", "--schema", "json:JSONDecoder"], "derive it from llmclaims.Cited"),
    # a place that cannot be written
    (["extract", "ferry.txt", "-o", "nowhere/run.jsonl"], "cannot be written"),
    # a folder as the file to write
    (["extract", "ferry.txt", "-o", "."], "is a folder"),
    # the article itself as the file to write
    (["extract", "ferry.txt", "-o", "./ferry.txt"], "is one of the files that are read"),
    # the configuration as the file to write
    (["extract", "ferry.txt", "--config", "own.toml", "-o", "own.toml"], "is one of the files that are read"),
    # a recording that is not there
    (["extract", "ferry.txt", "--replay", "nowhere"], "nowhere"),
    # a saved run that is not there
    (["verify", "no.jsonl"], "no.jsonl: cannot be read"),
    # one that is no saved run
    (["verify", "ferry.txt"], "ferry.txt:1: not JSON"),
    # the same for export
    (["export", "ferry.txt", "--to", "table"], "ferry.txt is no run of llmclaims"),
    # export without a format
    (["export", "ferry.txt"], "name the format with --to"),
    # a rule switched off that nobody knows
    (["extract", "ferry.txt", "--config", "off.toml"], "disable names 'V99', which is no rule"),
    # a rule that nobody knows
    (["rules", "V99"], "No rule has the id or code 'V99'"),
]


@pytest.mark.parametrize(("args", "said"), UNUSABLE, ids=[" ".join(args) for args, _ in UNUSABLE])
def test_what_cannot_start_ends_with_2_and_one_sentence(args, said, folder, monkeypatch, capsys):
    """Wrong usage, configuration or input: exit code 2, one sentence, nothing on standard output, nothing written."""
    (folder / "empty.txt").write_bytes(b" \n")
    (folder / "off.toml").write_text('disable = ["V10", "M1", "V99"]\n', encoding="utf-8")
    (folder / "own.toml").write_text('provider = "builtin"\n', encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 4)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    monkeypatch.chdir(folder)
    code, *printed = printed_by(capsys, *args)
    assert said in only_sentence(*printed)
    assert code == 2
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_a_recording_is_not_written_over_by_its_replay(folder, monkeypatch, capsys):
    """Neither what it says of itself nor an exchange."""
    shutil.copytree(ROOT / "cassettes" / "brannock-dam", folder / "kept")
    monkeypatch.chdir(folder)
    before = {path: path.read_bytes() for path in (folder / "kept").iterdir()}
    for path in before:
        code, _, said = printed_by(
            capsys, "extract", "ferry.txt", "-q", "--replay", "kept", "-o", f"kept/{path.name}"
        )
        assert "is one of the files that are read" in said
        assert code == 2
    assert {path: path.read_bytes() for path in (folder / "kept").iterdir()} == before


def test_debug_shows_the_traceback_and_nothing_else_does(folder):
    """Whoever looks for a fault gets the traceback with --debug, and the same exit code."""
    done = llmclaims("--debug", "extract", "no.txt", cwd=folder)
    assert "Traceback" in done.stderr
    assert done.returncode == 2
    only_sentence("", llmclaims("extract", "no.txt", "-q", cwd=folder).stderr)


def test_a_pipe_gets_json_lines_and_nothing_else(folder):
    """Standard output is the run, record by record; standard error says in one line who read."""
    done = llmclaims("extract", "ferry.txt", cwd=folder)
    found = records_of(done.stdout)
    assert done.returncode == 0
    assert [found[0]["record"], found[1]["record"], found[-1]["record"]] == ["run", "document", "summary"]
    assert found[0]["provider"] == "builtin"
    text = found[1]["text"]
    claims = [one for one in found if one.get("id") and one["record"] != "document"]
    assert {one["record"] for one in claims} >= {"event", "statement"}
    for one in claims:
        assert " … ".join(text[start:end] for start, end in one["spans"]) == one["quote"]
    assert len(done.stderr.splitlines()) == 1
    assert "no model is chosen" in done.stderr


def test_a_key_at_hand_is_named_and_never_shown(folder):
    """Where a key lies ready, the option that would use it is named; its value appears nowhere."""
    done = llmclaims("extract", "ferry.txt", cwd=folder, GROQ_API_KEY="gsk-very-secret")
    assert "GROQ_API_KEY is set" in done.stderr
    assert "--provider groq --model NAME" in done.stderr
    assert "very-secret" not in done.stderr + done.stdout


@pytest.mark.parametrize("args", [["-q"], ["--provider", "builtin"]])
def test_nothing_is_said_where_nothing_needs_saying(args, folder):
    """Asked for quiet, or with the rules chosen on purpose, standard error stays empty."""
    done = llmclaims("extract", "ferry.txt", *args, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_takes_its_name_when_the_run_is_complete(folder):
    """-o writes JSON Lines, leaves no .part behind, and sums up on standard error what the file holds."""
    done = llmclaims("extract", "ferry.txt", "-o", "run.jsonl", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["ferry.txt", "run.jsonl"]
    summary = records_of((folder / "run.jsonl").read_text(encoding="utf-8"))[-1]
    assert summary["proposed"] == summary["accepted"] + summary["rejected"]
    assert f"{summary['accepted']} claims: " in done.stderr
    assert "no model was asked, no cost" in done.stderr
    assert "Written to run.jsonl" in done.stderr


def test_one_bad_file_among_many_does_not_stop_the_others(folder):
    """The good files are read, the bad one is a failure and a sentence, and the exit code is 1."""
    done = llmclaims("extract", "no.txt", "ferry.txt", "-q", cwd=folder)
    found = records_of(done.stdout)
    assert done.returncode == 1
    assert [one["record"] for one in found[:3]] == ["run", "failure", "document"]
    assert found[-1]["accepted"] > 0
    assert "no.txt does not exist" in done.stderr


def test_bad_files_alone_end_with_2(folder):
    """Where no file at all can be read, nothing could start."""
    done = llmclaims("extract", "no.txt", "nope.txt", "-q", cwd=folder)
    assert done.returncode == 2
    assert "no.txt" in done.stderr
    assert "nope.txt" in done.stderr


def test_standard_input_is_read(folder):
    """- reads the article from standard input, with the same claims as from the file."""
    piped = records_of(llmclaims("extract", "-", "-q", cwd=folder, stdin=ARTICLE).stdout)
    read = records_of(llmclaims("extract", "ferry.txt", "-q", cwd=folder).stdout)
    assert [one.get("id") for one in piped] == [one.get("id") for one in read]


def test_texts_can_be_left_out(folder):
    """--no-text keeps the article out of the file, for what may not be passed on."""
    done = llmclaims("extract", "ferry.txt", "--no-text", "-q", cwd=folder)
    assert "text" not in records_of(done.stdout)[1]
    assert "left the port" in done.stdout  # quotes stay


def test_a_table_in_a_pipe_fits_its_width(folder):
    """--format table works in a pipe: 80 columns, or as many as COLUMNS says, and no escape codes."""
    for width, env in ((80, {}), (60, {"COLUMNS": "60"})):
        done = llmclaims("extract", "ferry.txt", "--format", "table", "-q", cwd=folder, **env)
        assert done.stdout.startswith("Ferry Line Halts Night Crossings After Collision\n")
        assert max(map(len, done.stdout.splitlines())) <= width
        assert "\x1b" not in done.stdout


def test_a_table_of_the_most_salient_claims(folder):
    """Two claims, the count of all, and nothing said on standard error."""
    ran = llmclaims("extract", "ferry.txt", "--format", "table", "--top", "2", "-q", cwd=folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(re.findall("salience 0[.]", ran.stdout)) == 2
    assert re.search("^2 of [0-9]+ claims shown, the most salient", ran.stdout, re.MULTILINE)


@pytest.mark.parametrize("given", [["-o", "run.jsonl"], ["--format", "jsonl"], []])
def test_a_file_of_a_run_never_loses_a_claim_to_top(given, folder):
    """JSON Lines hold every claim: what shows some is refused there, before anything is read or written."""
    ran = llmclaims("extract", "ferry.txt", "--top", "2", *given, cwd=folder)
    assert ran.returncode == 2
    assert "jsonl keeps every claim: leave --top out, or choose one of table" in only_sentence(
        ran.stdout, ran.stderr
    )
    assert [one.name for one in folder.iterdir()] == ["ferry.txt"]


def test_quotes_survive_any_locale(folder):
    """Curly quotes go out as UTF-8 whatever the locale says."""
    done = llmclaims(
        "extract", "ferry.txt", "-q", cwd=folder, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    assert "“We did not see a light on that boat,”" in records_of(done.stdout)[1]["text"]


def test_a_reader_that_goes_away_is_no_fault(folder):
    """`| head -1` ends the run without a traceback."""
    command = " ".join(f"'{part}'" for part in [*LINE, "extract", *["ferry.txt"] * 25, "-q"])
    done = subprocess.run(
        ["sh", "-c", f"{command} | head -c 10"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith('{"record"')
    assert done.stderr == ""


def in_a_shell(folder: Path, args: str, redirected: str) -> subprocess.CompletedProcess[str]:
    """Run a command with its output somewhere else."""
    command = " ".join(f"'{part}'" for part in LINE)
    return subprocess.run(
        ["sh", "-c", f"{command} {args} {redirected}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("args", ["rules", "extract ferry.txt -q", "extract ferry.txt -q -o /dev/full"])
def test_a_full_disk_is_no_fault_of_the_program(args, folder):
    """Output that finds no room is one sentence and exit code 1."""
    done = in_a_shell(folder, args, "> /dev/full")
    assert "No space left on device" in only_sentence(done.stdout, done.stderr)
    assert "fault of its own" not in done.stderr
    assert done.returncode == 1


def test_output_that_nobody_takes_is_no_fault(folder):
    """A reader that left before the first word, and a standard output that was closed."""
    assert in_a_shell(folder, "rules", "| true").stderr == ""
    done = in_a_shell(folder, "extract ferry.txt -q -o run.jsonl", ">&-")
    assert (done.returncode, done.stderr) == (0, "")


def test_claims_that_a_closed_output_cannot_take_are_not_lost_in_silence(folder):
    """Without -o they would be gone: the command fails and says so."""
    done = in_a_shell(folder, "extract ferry.txt -q", ">&-")
    assert done.returncode == 1
    assert "Stopped by the system" in done.stderr


def test_a_folder_in_place_of_the_configuration_is_said(folder, monkeypatch, capsys):
    """Settings that cannot be read are not passed over in silence."""
    (folder / "llmclaims.toml").mkdir()
    monkeypatch.chdir(folder)
    code, *printed = printed_by(capsys, "extract", "ferry.txt")
    assert "llmclaims.toml is a folder" in only_sentence(*printed)
    assert code == 2


def test_verify_says_that_all_hold(run):
    """A run that nobody touched holds."""
    done = llmclaims("verify", "run.jsonl", cwd=run)
    assert done.returncode == 0
    assert re.fullmatch(r"\d+ claims of 1 document checked: all hold\.\n", done.stdout)


def test_verify_checks_against_the_documents_themselves(run):
    """--documents takes the text from a folder; one that changed since is named."""
    assert llmclaims("verify", "run.jsonl", "--documents", ".", cwd=run).returncode == 0
    (run / "ferry.txt").write_text(ARTICLE.replace("trawler", "tanker"), encoding="utf-8")
    done = llmclaims("verify", "run.jsonl", "--documents", ".", cwd=run)
    assert done.returncode == 1
    assert "run.jsonl:2: document" in done.stdout


def test_verify_says_once_that_texts_are_missing(run, monkeypatch, capsys):
    """A run without texts needs the documents: one line says so, and one how many claims that concerns."""
    monkeypatch.chdir(run)
    (run / "other.txt").write_text(ARTICLE.replace("trawler", "tanker"), encoding="utf-8")
    printed_by(capsys, "extract", "ferry.txt", "other.txt", "--no-text", "-q", "-o", "bare.jsonl")
    code, printed, _ = printed_by(capsys, "verify", "bare.jsonl")
    assert code == 1
    first, more, claims, tally = printed.splitlines()
    assert "name the folder with --documents" in first
    assert more == "bare.jsonl: 1 more document without text."
    assert re.fullmatch(r"bare\.jsonl: \d+ claims of documents without text could not be checked\.", claims)
    assert tally.endswith(" problems.")
    assert printed_by(capsys, "verify", "bare.jsonl", "--documents", ".")[0] == 0


def test_verify_names_what_was_changed(run):
    """A quote that was altered in the file is named with its line, and the exit code is 1."""
    path = run / "run.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if '"record":"statement"' in line)
    record = json.loads(lines[number])
    lines[number] = (
        json.dumps(record | {"quote": record["quote"].replace("not ", "")}, ensure_ascii=False) + "\n"
    )
    path.write_text("".join(lines), encoding="utf-8")
    done = llmclaims("verify", "run.jsonl", cwd=run)
    assert done.returncode == 1
    assert f"run.jsonl:{number + 1}: statement {record['id']}: " in done.stdout
    assert "1 problem." in done.stdout


def test_export_gives_what_extract_would_have_printed(run):
    """The table of a saved run is the table of the run itself."""
    printed = llmclaims("extract", "ferry.txt", "--format", "table", "-q", cwd=run).stdout
    assert llmclaims("export", "run.jsonl", "--to", "table", cwd=run).stdout == printed


def test_export_to_jsonl_gives_the_same_file(run):
    """A saved run goes through a round trip byte for byte."""
    done = llmclaims("export", "run.jsonl", "--to", "jsonl", "-o", "again.jsonl", cwd=run)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (run / "again.jsonl").read_bytes() == (run / "run.jsonl").read_bytes()


def test_init_writes_a_configuration_that_changes_nothing(tmp_path):
    """The file is all comment: with it everything is as without it."""
    done = llmclaims("init", cwd=tmp_path)
    assert done.returncode == 0
    assert "llmclaims.toml" in done.stdout
    assert Settings.load(tmp_path / "llmclaims.toml", environ={}) == Settings()


def test_every_setting_that_init_suggests_is_one(tmp_path):
    """With each # taken away the file still loads, the two files that it names beside it; its providers are complete."""
    (tmp_path / "instructions.md").write_text("Only what costs money.\n")
    (tmp_path / "examples.jsonl").write_text('{"text": "It rained."}\n')
    llmclaims("init", "all.toml", cwd=tmp_path)
    text = (tmp_path / "all.toml").read_text(encoding="utf-8")
    (tmp_path / "all.toml").write_text(re.sub(r"(?m)^#(?=\S)", "", text), encoding="utf-8")
    settings = Settings.load(tmp_path / "all.toml", environ={})
    assert settings.for_stage("extract")[0] == "openai"
    assert settings.named("local").base_url.startswith("http://127.0.0.1")
    assert len(tomllib.loads((tmp_path / "all.toml").read_text(encoding="utf-8"))) > 5


def test_init_leaves_a_file_alone(tmp_path):
    """A configuration that is there is never overwritten."""
    (tmp_path / "llmclaims.toml").write_text("strict = true\n")
    done = llmclaims("init", cwd=tmp_path)
    assert "left alone" in only_sentence(done.stdout, done.stderr)
    assert done.returncode == 2
    assert (tmp_path / "llmclaims.toml").read_text() == "strict = true\n"


def test_providers_are_listed_without_secrets(tmp_path):
    """Who is in use is marked, keys are named by their variable, and an address is shown without its password."""
    (tmp_path / "llmclaims.toml").write_text(
        'provider = "mine"\n[providers.mine]\nmodel = "m-7"\n'
        'base_url = "https://user:hunter2@host.example/v1?key=hunter2"\napi_key_env = "MINE_KEY"\n'
    )
    done = llmclaims("providers", cwd=tmp_path, MINE_KEY="hunter2", COLUMNS="120")
    assert done.returncode == 0
    assert re.search(r"(?m)^\* mine +m-7 +MINE_KEY set +https://host\.example/v1$", done.stdout)
    assert re.search(r"(?m)^ +openai .* OPENAI_API_KEY not set", done.stdout)
    assert "hunter2" not in done.stdout


def test_rules_are_listed_and_found_by_code(tmp_path):
    """Every code that a rejection carries can be looked up."""
    done = llmclaims("rules", "NEGATION_OUTSIDE_QUOTE", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("V10 ")
    assert "NEGATION_OUTSIDE_QUOTE (reject, soft)" in done.stdout
    everything = llmclaims("rules", cwd=tmp_path).stdout
    assert done.stdout in everything
    assert everything.count("e.g. ") > 15


def local(folder: Path, server, **given: object) -> None:
    """A configuration that asks a server on this machine."""
    settings = {"base_url": server.base_url, "model": "m", "max_attempts": 1, **given}
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    text = 'provider = "local"\nrequest_characters = 0\n[providers.local]\n' + "\n".join(lines) + "\n"
    (folder / "llmclaims.toml").write_text(text, encoding="utf-8")


def test_kept_answers_are_counted_and_forgotten(capsys):
    """Stats counts the answers on disk, and clear forgets them."""
    with Cache() as cache:
        cache.put("a", "{}")
        cache.put("b", "{}")
    code, said, _ = printed_by(capsys, "cache", "stats")
    assert (code, said.partition(",")[0]) == (0, "2 answers")
    assert printed_by(capsys, "cache", "clear")[:2] == (0, "Forgot 2 answers.\n")
    assert printed_by(capsys, "cache", "stats")[1].startswith("0 answers, ")


def test_a_provider_that_is_away_is_said_once(folder, loopback, capsys, monkeypatch):
    """One reason: one sentence beside where the text goes, exit code 1, and the records say the same."""
    local(folder, loopback)
    config = (folder / "llmclaims.toml").read_text().replace(loopback.base_url, "http://127.0.0.1:9/v1")
    (folder / "llmclaims.toml").write_text(config)
    monkeypatch.chdir(folder)
    code, printed, said = printed_by(capsys, "extract", "ferry.txt")
    assert code == 1
    where, reason = said.splitlines()
    assert where == "llmclaims: the text goes to local (m) at 127.0.0.1:9."
    assert "ferry.txt, paragraph " in reason
    assert "(and 2 more)" in reason
    summary = records_of(printed)[-1]
    assert (summary["failed"], summary["skipped"]) == (1, 2)
    assert "goes to" not in printed_by(capsys, "extract", "ferry.txt", "-q")[2]


PRICE = "price = { input = 0, output = 50000 }\nparameters = { max_tokens = 20 }\n"


def test_an_estimate_says_what_a_run_would_take(folder, loopback, capsys, monkeypatch):
    """Requests, tokens and cost on standard output, with nothing sent and no key at hand."""
    local(folder, loopback, api_key_env="NOT_SET")
    monkeypatch.chdir(folder)
    code, printed, said = printed_by(capsys, "extract", "ferry.txt", "--estimate", "--max-cost", "2")
    assert (code, said, loopback.requests) == (0, "", [])
    assert printed.startswith("local m: 1 document, 3 paragraphs: 3 requests to send\n")
    assert re.search(r"(?m)^Tokens, estimated: \d,\d{3} in, \d+ out \(4 characters a token; \d+ for", printed)
    assert "Cost, estimated: unknown; add price" in printed
    with (folder / "llmclaims.toml").open("a", encoding="utf-8") as file:
        file.write(PRICE)
    printed = printed_by(capsys, "extract", "ferry.txt", "no.txt", "--estimate", "--max-cost", "2")
    assert printed[0] == 1
    assert "Cost, estimated: 3.0000\nThat is more than --max-cost 2: " in printed[1]
    assert "no.txt does not exist" in printed[2]
    assert loopback.requests == []
    printed = printed_by(capsys, "extract", "ferry.txt", "--provider", "builtin", "--estimate")
    assert "no model would be asked, no cost" in printed[1]


def test_the_run_stops_before_the_money_is_spent(folder, loopback):
    """Exit code 1, what was not asked is counted, and one sentence says why and how to go on."""
    local(folder, loopback)
    with (folder / "llmclaims.toml").open("a", encoding="utf-8") as file:
        file.write(PRICE)
    loopback.default = Answer(items=EMPTY)
    args = ("extract", "ferry.txt", "-o", "run.jsonl", "--max-cost", "2")
    done = llmclaims(*args, cwd=folder)
    assert done.returncode == 1
    assert len(loopback.requests) == 2
    assert "3 paragraphs: 2 done, 1 not asked" in done.stderr
    assert "paragraph 3: Not asked: the limit of 2 on the cost is reached (2.0000 spent" in done.stderr
    assert "run the command again with a higher --max-cost" in done.stderr
    assert "2 requests; 200 tokens in (80 cached), 40 out; cost 2.0000" in done.stderr
    assert llmclaims(*args, cwd=folder).returncode == 0  # the answers so far are free
    assert len(loopback.requests) == 3


def test_ctrl_c_finishes_what_is_under_way(folder, loopback):
    """The first interrupt ends the run with what was paid for written, and exit code 130."""
    (folder / "long.txt").write_text(ARTICLE * 4, encoding="utf-8")
    local(folder, loopback, concurrency=1)
    loopback.default = Answer(delay=0.3)
    command = [*LINE, "extract", "long.txt", "-o", "run.jsonl", "--no-repair", "--no-check"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, encoding="utf-8") as process:
        part = folder / "run.jsonl.part"
        while process.poll() is None and (not part.exists() or part.read_text("utf-8").count("\n") < 3):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "finishing what is under way" in said
    summary = records_of((folder / "run.jsonl").read_text(encoding="utf-8"))[-1]
    assert summary["done"] > 0
    assert summary["skipped"] > 0
    assert summary["done"] + summary["skipped"] == summary["paragraphs"] == 12


def test_a_terminal_gets_the_table_in_colour(folder):
    """Without any option a person gets the table, quotes in colour, and no bar for so short a work."""
    code, screen = on_a_terminal(folder, "extract", "ferry.txt")
    assert code == 0
    assert re.search(r"\x1b\[32m.*We did not see a light on that boat", screen)
    assert '"record"' not in screen
    assert "paragraphs ━" not in screen


def test_no_color_is_respected(folder):
    """NO_COLOR leaves no colour in what a terminal gets."""
    _, screen = on_a_terminal(folder, "extract", "ferry.txt", NO_COLOR="1")
    assert "We did not see a light on that boat" in screen
    assert not re.search(r"\x1b\[[0-9;]*3\dm", screen)


def test_long_work_shows_a_bar_and_takes_it_away(folder, loopback):
    """Work that takes longer than a moment shows how far it is; at the end the table stands alone."""
    (folder / "long.txt").write_text(ARTICLE * 2, encoding="utf-8")
    local(folder, loopback, concurrency=1)
    loopback.default = Answer(delay=0.3)
    code, screen = on_a_terminal(folder, "extract", "long.txt", "--no-repair")
    assert code == 0
    assert "paragraphs" in screen
    assert re.search(r"\d/6", screen)
    assert "local m: 6 requests" in screen.rpartition("paragraphs")[2]


@pytest.mark.parametrize("flags", [(), ("-q",)])
def test_a_cache_that_keeps_nothing_is_said_also_with_q(folder, loopback, flags):
    """What is paid for from then on is lost with the process: that is no small talk."""
    (folder / "llmclaims.toml").write_text(
        f'provider = "mine"\ncache_dir = "kept"\nlink = false\n[providers.mine]\nmodel = "m"\nbase_url = "{loopback.base_url}"\n',
        encoding="utf-8",
    )
    loopback.default = Answer(EMPTY)
    Cache(folder / "kept").close()
    with sqlite3.connect(folder / "kept" / "replies" / "cache.db") as database:
        database.execute(
            "CREATE TRIGGER worn BEFORE INSERT ON Cache BEGIN SELECT RAISE(ABORT, 'disk is worn'); END"
        )
    database.close()
    done = llmclaims("extract", "ferry.txt", "-o", "run.jsonl", *flags, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("cannot be used (disk is worn)") == 1
    assert "The run goes on without it" in done.stderr


FRENCH = (
    "L'écluse reste ouverte\n\n« Nous ne la fermerons pas avant l'hiver », a déclaré mardi la présidente, Ida Sel.\n\n"
    "Elle a ajouté que les travaux reprendraient au printemps, quand les pièces seraient arrivées.\n"
)


def test_articles_that_builtin_does_not_read_are_said_and_counted(folder):
    """One sentence says why and how many, the others are read, and the exit code is 1."""
    for name in ("un.txt", "deux.txt"):
        (folder / name).write_text(FRENCH + name, encoding="utf-8")
    done = llmclaims("extract", ".", cwd=folder)
    assert done.returncode == 1
    assert done.stderr.count("builtin reads English alone; choose a model with --provider.") == 1
    assert "in 2 documents)" in done.stderr
    *records, summary = records_of(done.stdout)
    assert any(one["record"] == "statement" for one in records)
    assert summary["paragraphs"] == summary["done"] + summary["skipped"]
    assert summary["skipped"] == sum(one["record"] == "failure" for one in records) >= 4
    assert summary["warnings"][-1].startswith("2 of 3 documents were not read: builtin reads English alone;")


def test_an_article_that_builtin_does_not_read_is_said_in_a_table(folder):
    """The table says it in place of claims."""
    (folder / "un.txt").write_text(FRENCH, encoding="utf-8")
    done = llmclaims("extract", "un.txt", "--format", "table", cwd=folder)
    assert done.returncode == 1
    assert "builtin reads English alone" in " ".join(done.stdout.split())
    assert "not asked" in done.stdout


GROUPED = ["extract", "link", "batch submit", "batch collect"]


@pytest.mark.parametrize("name", GROUPED)
def test_many_options_are_listed_in_groups(name, tmp_path):
    """Each option stands in one group, under what it is about; what goes without a group is the help alone."""
    shown = llmclaims(*name.split(), "--help", cwd=tmp_path).stdout
    parts = re.split(r"^(?=\S.*:$)", shown + "\n", flags=re.MULTILINE)
    groups = {
        part.partition(":\n")[0]: re.findall(r"^  (?:-\w, )?(--[\w-]+)", part, re.MULTILINE) for part in parts
    }
    assert {"Who is asked", "What is looked for"} <= groups.keys()
    assert groups["Options"] == ["--help"]
    listed = [one for options in groups.values() for one in options]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("name", ["batch status", "verify", "schema"])
def test_few_options_are_one_list(name, tmp_path):
    """Where everything is seen at once there are no groups."""
    shown = llmclaims(*name.split(), "--help", cwd=tmp_path).stdout
    assert "Options:" in shown
    assert "Who is asked:" not in shown


def test_the_version_is_told(tmp_path):
    """One line with the name and the version of the package."""
    from importlib.metadata import version

    assert llmclaims("--version", cwd=tmp_path).stdout == f"llmclaims {version('llmclaims')}\n"
