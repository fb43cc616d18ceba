"""vcrpy, set up so that a cassette is readable, free of secrets and quick to replay.

Imported only while a run is recorded or replayed. An exchange is found by method, path and parsed JSON body
(a parsed body is looked up, not compared with every other), never by host or port, which are not kept.
"""

import contextlib
import hashlib
import json
import logging
import os
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import yaml
from vcr.cassette import Cassette  # type: ignore[import-untyped]  # no annotations
from vcr.patch import PATCHER_NAMES  # type: ignore[import-untyped]  # no annotations
from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]  # no annotations
from vcr.record_mode import RecordMode  # type: ignore[import-untyped]  # no annotations
from vcr.request import HeadersDict, Request  # type: ignore[import-untyped]  # no annotations
from vcr.serialize import deserialize, serialize  # type: ignore[import-untyped]  # no annotations
from vcr.stubs.httpx_stubs import vcr_handle_async_request  # type: ignore[import-untyped]  # no annotations

from llmclaims.config.local_files import read_file
from llmclaims.config.redaction import Redactor, environment_secrets, redactor
from llmclaims.errors import CassetteError, CassetteMissingError
from llmclaims.providers.connection import Exchange

TextOf = Callable[[Mapping[str, Any]], str]

logging.getLogger("vcr").setLevel(logging.WARNING)  # below that it writes out responses as they came

HOST = "https://recorded.invalid"
"""Stands for every provider's address (RFC 6761: nothing answers there)."""
KEPT_HEADERS = frozenset(("content-type", "retry-after", "retry-after-ms", "x-should-retry"))
"""All others are left out of both directions: keys, cookies, account and request ids."""
_SHORTEST = 6
"""Characters; a shorter secret stands in ordinary words, and a request without those would not be found again."""
_WIDTH = 110
_SHOWN = 80
_ODD = re.compile("[^\\S \\n\\t\u00a0\u3000]|\ufeff")
"""White space that a YAML block does not keep as it is: other line ends, separators, the byte order mark."""


@contextlib.contextmanager
def recorded(
    path: Path, title: str, text_of: TextOf, order: Callable[[str], int], secrets: Iterable[str] = ()
) -> Iterator[None]:
    """Let the network answer what is asked inside, and write it to the cassette when the block ends.

    ``title`` heads the file. ``text_of`` finds the text of a body's messages, and ``order`` says where it belongs
    in the file. ``secrets`` are not written, nor the values of environment variables that are named like one.

    Raises:
        CassetteError: the cassette cannot be written.
    """
    persister = _Persister(text_of, title, order, record=True)
    with _Indexed.use(
        path=str(path), persister=persister, record_mode=RecordMode.NEW_EPISODES, **_hooks(secrets)
    ):
        yield


@contextlib.contextmanager
def replayed(path: Path, text_of: TextOf) -> Iterator[None]:
    """Answer what is asked inside from the cassette; what it does not hold is an error.

    Raises:
        CassetteError: the cassette cannot be read.
    """
    persister = _Persister(text_of)
    with _Indexed.use(path=str(path), persister=persister, record_mode=RecordMode.NONE, **_hooks()):
        yield


class _Indexed(Cassette):  # type: ignore[misc]  # the base has no annotations
    """A cassette that looks requests up: vcrpy's own compares each with all, which is quadratic.

    Requests that are the same are answered in the order in which they were recorded, each once.
    """

    def __init__(self, **arguments: Any) -> None:
        self._places: dict[str, deque[int]] = defaultdict(deque)
        super().__init__(**arguments, skip_patchers=PATCHER_NAMES)
        # In front of our own transport, which has unpacked a reply and bounded it before it is held here.
        asked = vcr_handle_async_request(self, Exchange.handle_async_request, httpx2)
        self.custom_patches = ((Exchange, "handle_async_request", asked),)
        self.dirty = self.record_mode is not RecordMode.NONE  # an empty recording is a recording, too

    def append(self, request: Request, response: Any) -> None:
        before = len(self.data)
        super().append(request, response)
        if len(self.data) > before:
            self._places[key_of(self.data[-1][0])].append(before)

    def can_play_response_for(self, request: Request) -> bool:
        if self.record_mode is not RecordMode.NONE:
            return False
        request = self._before_record_request(request)
        key = key_of(request)
        if not self._places.get(key):
            text = self._persister.text_of(request)
            raise CassetteMissingError(_missing(request, text, key, known=key in self._places), key=key)
        return True

    def play_response(self, request: Request) -> Any:
        place = self._places[key_of(self._before_record_request(request))].popleft()
        self.play_counts[place] += 1
        return self.data[place][1]


def key_of(request: Request) -> str:
    """Return a request's method, path and parsed body, hashed."""
    body = request.body
    return _key(request.method, request.path, bytes(body) if isinstance(body, (bytes, bytearray)) else b"")


@lru_cache(maxsize=4096)
def _key(method: str, path: str, body: bytes) -> str:
    try:
        content = json.dumps(json.loads(body), sort_keys=True)
    except ValueError:
        content = body.hex()
    return hashlib.sha256(f"{method} {path} {content}".encode()).hexdigest()[:16]


def _missing(request: Request, text: str, key: str, *, known: bool) -> str:
    said = text.rstrip()[-_SHOWN:]
    held = "holds no further exchange" if known else "holds no exchange"
    return (
        f"the recording {held} for this request ({key}, {request.method} {request.path}, which ends {said!r}); "
        "replay it with the version, prompts and schema it was made with, or record it anew with --record."
    )


def _hooks(secrets: Iterable[str] = ()) -> dict[str, Any]:
    named = frozenset(one for one in secrets if len(one) >= _SHORTEST)
    redact = redactor(named | environment_secrets(os.environ))

    def request_kept(request: Request) -> Request:
        request.uri = HOST + urlsplit(request.uri).path
        request.headers = HeadersDict(_allowed(request.headers))
        request.body = _scrubbed(_readable(request.body), redact)
        return request

    def response_kept(response: dict[str, Any]) -> dict[str, Any]:
        response["headers"] = _allowed(response["headers"])
        response["body"]["string"] = _scrubbed(response["body"]["string"], redact)
        return response

    return {"before_record_request": request_kept, "before_record_response": response_kept}


def _allowed(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in sorted(headers.items()) if name.lower() in KEPT_HEADERS}


def _readable(body: Any) -> Any:
    """Return a JSON body with its characters as themselves: one SDK writes all beyond ASCII as escapes."""
    if not isinstance(body, bytes) or b"\\u" not in body:
        return body
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()
    except ValueError:
        return body


def _scrubbed(body: Any, redact: Redactor) -> Any:
    """Return a body without the keys of this machine: some servers repeat the one they refuse."""
    if not isinstance(body, bytes):
        return body
    return redact(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


class _Persister:
    """Cassettes as UTF-8 whatever the locale, written to the end or not at all, in the order of the source."""

    def __init__(
        self, text_of: TextOf, title: str = "", order: Callable[[str], int] = int, *, record: bool = False
    ) -> None:
        self._text_of = text_of
        self._title = " ".join("".join(one if one.isprintable() else " " for one in title).split())
        self._order = order
        self._record = record

    def text_of(self, request: Request) -> str:
        try:
            return self._text_of(json.loads(request.body))
        except ValueError:
            return ""

    def load_cassette(self, path: str, serializer: Any) -> Any:
        if self._record:
            raise CassetteNotFoundError  # a recording starts afresh
        try:
            return deserialize(read_file(path).decode("utf-8"), serializer)
        except FileNotFoundError:
            raise CassetteError(
                f"{path}: nothing was recorded for this document; record it with --record."
            ) from None
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
            yaml.YAMLError,
        ) as error:
            reason = " ".join(str(getattr(error, "strerror", None) or error).split())
            raise CassetteError(f"{path}: not readable as a cassette ({reason}); record it anew.") from error

    def save_cassette(self, path: str, cassette_dict: dict[str, Any], serializer: Any) -> None:  # noqa: ARG002
        pairs = list(zip(cassette_dict["requests"], cassette_dict["responses"], strict=True))
        pairs.sort(key=lambda pair: (self._order(self.text_of(pair[0])), key_of(pair[0])))
        ordered = {
            "requests": [request for request, _ in pairs],
            "responses": [response for _, response in pairs],
        }
        head = f"# {self._title}\n" if self._title else ""
        write_atomically(path, head + serialize(ordered, _Yaml))


def write_atomically(path: str | os.PathLike[str], text: str) -> None:
    """Write a whole file or none, in UTF-8, lines ending as they do in ``text``.

    Raises:
        CassetteError: it cannot be written.
    """
    target = os.fspath(path)
    temporary = f"{target}.{os.getpid()}.part"
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - strings, as vcrpy hands them
            file.write(text)
        os.replace(temporary, target)  # noqa: PTH105
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise CassetteError(
            f"{target}: cannot be written ({error.strerror}); free space, or record elsewhere."
        ) from error


class _Yaml:
    """Write bodies as folded or literal blocks, every character as itself where YAML allows it."""

    @staticmethod
    def serialize(data: Any) -> str:
        return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """``yaml.CDumper`` would be quicker, but escapes all that lies beyond U+FFFF."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - each body stands where it belongs
        return True


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _ODD.search(text):
        style = '"'
    elif len(text) > _WIDTH:
        style = "|" if "\n" in text else ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent)
