r"""Record cassettes with answers that somebody, or a model offline, wrote into files: those of the seeds, or of other articles.

    python benchmarks/offline.py DIR [--cassettes cassettes]
    python benchmarks/offline.py DIR examples/annual-report/report.txt --schema models:Figure \
        --instructions examples/annual-report/instructions.md --examples examples/annual-report/examples.jsonl

A run of each article, and for the seeds the linking of all of them, is recorded over real HTTP from a small server on
this machine, in a folder named after the article's own; modules are looked for in that folder. What the cassettes hold already is answered from them; every other request is written to
``DIR/KEY.request.json`` (its messages and its JSON schema), and its answer is looked for in
``DIR/KEY.answer.json``. As long as one is missing nothing is recorded: answer the files, and run it again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

import llmclaims
from llmclaims.cli.options import models
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.config.taught_files import read_examples, read_instructions

SEEDS = Path(__file__).parents[1] / "seeds"
BETWEEN = "between-the-seeds"
"""The cassette of what is asked about several seeds at once."""


def key_of(body: dict[str, Any]) -> str:
    """A short name for a request."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


class Answers:
    """Replies by request: those of the cassettes, and those made of the answers in a folder."""

    def __init__(self, folder: Path, cassettes: Path) -> None:
        """Read the cassettes; the folder is looked into when it is asked."""
        self.folder = folder
        self.missing: list[str] = []
        self._recorded: dict[str, str] = {}
        for path in sorted(cassettes.glob("*/*.yaml")):
            for one in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
                body = json.loads(one["request"]["body"])
                self._recorded[key_of(body)] = one["response"]["body"]["string"]

    def reply(self, body: dict[str, Any]) -> str | None:
        """The reply to a request; None, and the request in a file, where nobody has answered it."""
        key = key_of(body)
        if key in self._recorded:
            return self._recorded[key]
        answer = self.folder / f"{key}.answer.json"
        if not answer.is_file():
            self.missing.append(key)
            shown = {"messages": body["messages"], "schema": body["response_format"]["json_schema"]["schema"]}
            text = json.dumps(shown, ensure_ascii=False, indent=2)
            (self.folder / f"{key}.request.json").write_text(text + "\n", encoding="utf-8")
            return None
        content = json.dumps(json.loads(answer.read_text(encoding="utf-8")), ensure_ascii=False)
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        head = {"id": "offline", "object": "chat.completion", "created": 0, "model": body["model"]}
        return json.dumps(head | {"choices": [choice]}, ensure_ascii=False)


def serve(answers: Answers) -> ThreadingHTTPServer:
    """The server, listening on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = answers.reply(body)
            data = (found or '{"error": {"message": "nobody has answered this yet"}}').encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    """Record, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where requests and answers stand")
    parser.add_argument(
        "articles", type=Path, nargs="*", help="what is read; without one the seeds, and they are linked"
    )
    parser.add_argument("--schema", action="append", default=[], help="as of `llmclaims extract`")
    parser.add_argument("--instructions", help="as of `llmclaims extract`")
    parser.add_argument("--examples", help="as of `llmclaims extract`")
    parser.add_argument("--cassettes", type=Path, default=SEEDS.parent / "cassettes")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    answers = Answers(options.folder, options.cassettes)
    server = serve(answers)
    local = ProviderSettings(
        base_url=f"http://127.0.0.1:{server.server_address[1]}/v1", model="language-model", max_attempts=1
    )
    settings = Settings(
        provider="recorded",
        providers={"recorded": local},
        instructions=read_instructions(options.instructions) if options.instructions else "",
        examples=read_examples(options.examples) if options.examples else (),
    )
    articles = options.articles or sorted(SEEDS.glob("*/article.txt"))
    sys.path[:0] = [str(article.resolve().parent) for article in options.articles]
    schema = models(options.schema)
    with tempfile.TemporaryDirectory() as made:
        runs = []
        for article in articles:
            folder = Path(made) / article.resolve().parent.name
            runs.append(llmclaims.extract(article, settings=settings, schema=schema, record=folder))
        if not options.articles:
            llmclaims.link(runs, settings=settings, record=Path(made) / BETWEEN)
        server.shutdown()
        if answers.missing:
            print(f"{len(answers.missing)} requests are not answered; nothing was recorded:")
            for key in sorted(set(answers.missing)):
                print(f"  {options.folder / key}.request.json -> {key}.answer.json")
            return
        for folder in sorted(Path(made).iterdir()):
            shutil.copytree(folder, options.cassettes / folder.name, dirs_exist_ok=True)
            print(f"recorded {options.cassettes / folder.name}")


if __name__ == "__main__":
    main()
