"""Answers from files into the reply cache, where a run finds them as if it had asked itself.

Two forms are read: the output and error files of OpenAI's Batch API, and what vLLM's run-batch writes. They are
somebody else's: a line that is broken costs itself only, and what an answer says is verified like any other.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmclaims.config.local_files import open_file
from llmclaims.config.provider_settings import PRESETS, Price
from llmclaims.config.redaction import SHORTEST_KEY, redactor
from llmclaims.config.settings import Settings
from llmclaims.errors import DocumentError
from llmclaims.inference.cache import Cache
from llmclaims.pipeline.batch.custom_id import Place, place_of
from llmclaims.providers.event_stream import listed
from llmclaims.providers.openai import usage_of
from llmclaims.providers.structured_output import said_by
from llmclaims.runs.lines import passed_over
from llmclaims.schema.usage import Usage

LONGEST = 64 * 2**20
"""Bytes that a line may have: an answer is some kilobytes."""
_AT_ONCE, _BYTES_AT_ONCE = 200, 4 * 2**20
"""Answers, and their characters, that go to the disk together."""
_CODES = 50
_CODE = re.compile(r"[\w.-]{1,64}")
_MESSAGE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line that says why there is no answer. ``document`` and ``paragraph`` as in its ``custom_id``."""

    custom_id: str
    document: str
    paragraph: int
    stage: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the lines.

    ``answers`` were put away, ``known`` were on disk already, as good or better. ``refused`` counts the lines
    that say why there is no answer by their code, and ``examples`` has the first of each. ``foreign`` lines are
    not about a request of ours, ``unreadable`` ones no JSON objects. ``usage`` is what the service says that all
    answers in the lines took, those known before included.
    """

    answers: int = 0
    known: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Refused] = field(default_factory=dict)
    foreign: int = 0
    unreadable: int = 0
    usage: Usage = Usage()


def take_answers(
    lines: Iterable[bytes], cache: Cache, *, keys: Iterable[str] = (), price: Price | None = None
) -> Taken:
    """Put the answers in some lines away, each under the key in its ``custom_id``, in whatever order they come.

    Of two answers to one request, on disk or in the lines, one that is whole stands before one that is not, and
    otherwise the later one stands. Taking a file twice changes nothing. ``keys`` are keys of the user's, which
    are not kept when an answer repeats one; ``price`` is what the service takes.

    Raises:
        ConfigError: the cache cannot be read or written.
    """
    taking = _Taking(cache, keys, price)
    try:
        for text in lines:
            taking.take(text)
    finally:  # what was read before a disk failed is kept
        taking.flush()
    return taking.taken()


def read_answers(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    cache_dir: str | os.PathLike[str] | None = None,
    *,
    keys: Iterable[str] = (),
    price: Price | None = None,
) -> Taken:
    """``take_answers`` of files, and of the ``.jsonl`` files in folders, in the order of their names.

    Raises:
        DocumentError: a file cannot be read, or a folder holds none.
        ConfigError: the cache cannot be used.
    """
    from llmclaims.inference.cache import Cache  # imports diskcache

    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    files = [file for path in given for file in _files(Path(path))]
    with Cache(cache_dir) as cache:
        return take_answers((text for file in files for text in _lines(file)), cache, keys=keys, price=price)


def keys_of(settings: Settings, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the keys of all configured providers that are in the environment."""
    environ = os.environ if environ is None else environ
    named = (one.api_key_env for one in {**PRESETS, **settings.providers}.values())
    found = (environ.get(name, "").strip() for name in sorted(set(named)) if name)
    return tuple(key for key in found if key)


class _Taking:
    """Answers on their way to the disk."""

    def __init__(self, cache: Cache, keys: Iterable[str], price: Price | None) -> None:
        self._cache = cache
        self._price = price
        self._usage = Usage()
        self._hidden = redactor(frozenset(key for key in keys if len(key) >= SHORTEST_KEY))
        self._waiting: dict[str, str] = {}
        self._size = 0
        self._answers = self._known = self._foreign = self._unreadable = 0
        self._refused = Counter[str]()
        self._examples: dict[str, Refused] = {}

    def take(self, text: bytes) -> None:
        """Take in one line."""
        if len(text) > LONGEST or not text.strip():
            self._unreadable += bool(text.strip())
            return
        try:
            self._take(text)
        except RecursionError:  # deeper than JSON is written, though not than it is read
            self._unreadable += 1

    def _take(self, text: bytes) -> None:
        found = _object(text.decode("utf-8-sig", "replace"))
        if found is None:
            self._unreadable += 1
        elif (place := place_of(found.get("custom_id"))) is None:
            self._foreign += 1
        elif (refusal := _refusal(found)) is not None:
            self._refuse(str(found["custom_id"]), place, *refusal)
        elif (reply := _reply(found)) is None:
            self._refuse(str(found["custom_id"]), place, "no_answer", "the line holds no completion")
        else:
            raw = self._hidden(_written(reply))
            self._usage += usage_of(raw, self._price)
            self._put(place.key, raw)

    def flush(self) -> None:
        """See that all of them are on the disk."""
        self._write()
        self._cache.sync()

    def taken(self) -> Taken:
        """Return what became of them."""
        return Taken(
            answers=self._answers,
            known=self._known,
            refused=dict(self._refused),
            examples=self._examples,
            foreign=self._foreign,
            unreadable=self._unreadable,
            usage=self._usage,
        )

    def _put(self, key: str, raw: str) -> None:
        before = self._waiting.get(key) or self._cache.get(key)
        if before is not None and (before == raw or _is_whole(before) > _is_whole(raw)):
            self._known += 1
            return
        self._answers += key not in self._waiting
        self._waiting[key] = raw
        self._size += len(raw)
        if len(self._waiting) >= _AT_ONCE or self._size >= _BYTES_AT_ONCE:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._cache.put_all(self._waiting.items())
        self._waiting, self._size = {}, 0

    def _refuse(self, name: str, place: Place, code: str, message: str) -> None:
        if code not in self._refused and (len(self._refused) >= _CODES or not _CODE.fullmatch(code)):
            code = "other"
        self._refused[code] += 1
        if code not in self._examples:
            self._examples[code] = Refused(
                custom_id=name,
                document=place.document,
                paragraph=place.paragraph,
                stage=place.stage,
                code=code,
                message=self._hidden(" ".join(message.split()))[:_MESSAGE],
            )


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _reply(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the completion in a line; some engines hand it over as text, or without the layer around it."""
    response = found.get("response")
    if not isinstance(response, dict):
        return None
    body = response.get("body", response)
    if isinstance(body, str):
        body = _object(body)
    choices = body.get("choices") if isinstance(body, dict) else None
    return body if isinstance(choices, list) and choices else None


def _refusal(found: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the code and the words of a line that says why there is no answer, None for any other."""
    response = found.get("response")
    response = response if isinstance(response, dict) else {}
    body = response.get("body")
    if isinstance(body, str):
        body = _object(body) or {"error": body}
    inner = body.get("error") if isinstance(body, dict) else None
    status = response.get("status_code")
    failed = status is not None and str(status) != "200"
    error = _error(found.get("error")) or _error(inner) or (body if failed else None)
    if not error and not failed:
        return None
    while isinstance(error, dict) and isinstance(error.get("error"), dict):
        error = error["error"]  # vLLM nests them
    said = error if isinstance(error, dict) else {"message": error}
    code = said.get("code") or said.get("type") or (f"http_{status}" if failed else "error")
    return str(code), str(said.get("message") or "no reason was given")


def _error(found: object) -> object:
    """Return an error, None for one that says nothing: some services fill the field in beside an answer."""
    return found if not isinstance(found, dict) or any(found.values()) else None


def _written(reply: Mapping[str, Any]) -> str:
    """Return a completion as the raw reply of a direct run: JSON text that reads the same."""
    text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which stood there as an escape
        return json.dumps(reply, separators=(",", ":"))
    return text


def _is_whole(raw: str) -> bool:
    """Tell whether a raw reply holds what each of our answers is, in its content or a call: an object of lists."""
    said = said_by(listed(_object(raw) or {}, "choices"))
    for text in (*said.texts, *(given for _, given in said.calls)):
        found = _object(text) if isinstance(text, str) else None
        if found and all(isinstance(one, list) for one in found.values()):
            return True
    return False


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(one for one in path.glob("*.jsonl") if one.is_file())
    if not found:
        raise DocumentError(f"{path} holds no file named *.jsonl; give the file with the answers.")
    return found


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long, only as much as shows it."""
    try:
        with open_file(path) as file:
            while text := file.readline(LONGEST + 1):
                yield text
                if len(text) > LONGEST and not text.endswith(b"\n") and not passed_over(file, LONGEST):
                    return
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be read ({error.strerror or error}); give a file of answers in JSON Lines."
        ) from error
