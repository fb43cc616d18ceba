"""One wire for every service that instructor knows, over its public API.

The body is the task as instructor is given it; what comes back is the service's own reply, kept before its SDK or
instructor looks at it, and read as any other. instructor's own retries, cache and parsing are not used: retries are
the runner's, and an item that does not fit its model is no error here.
"""

from __future__ import annotations

import json
import logging
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from typing_extensions import override

from llmclaims.config.destinations import check_provider, refuse_provider
from llmclaims.config.redaction import guard_logs
from llmclaims.documents.decoding import encodable
from llmclaims.errors import CassetteError, ConfigError, LlmClaimsError
from llmclaims.providers.anthropic import LONGEST_ANSWER
from llmclaims.providers.endpoint import causes, require
from llmclaims.providers.event_stream import whole_reply
from llmclaims.providers.http_wire import HttpWire
from llmclaims.providers.instructor.replies import as_chat
from llmclaims.providers.instructor.response_model import response_model
from llmclaims.providers.instructor.services import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.providers.base import Reply, Request
    from llmclaims.providers.instructor.kept import Kept
    from llmclaims.providers.instructor.services import Service
    from llmclaims.schema.usage import Usage

_PATH = "/instructor"
"""What a recording calls the exchange, whatever path the SDK asks."""
_HARMLESS = frozenset((
    "temperature", "top_p", "top_k", "seed", "stop", "max_tokens", "max_completion_tokens", "max_output_tokens",
    "frequency_penalty", "presence_penalty", "reasoning_effort", "verbosity", "service_tier",
))  # fmt: skip
"""Parameters that lead nowhere; some SDKs take an address among theirs."""
_LATE = frozenset(
    ("TimeoutException", "APITimeoutError", "ReadTimeoutError", "ConnectTimeoutError", "TimeoutError")
)
_BROKEN = frozenset(("RequestError", "HTTPError", "HTTPClientError", "ConnectionError", "APIConnectionError"))
_NO_CREDENTIALS = frozenset((
    "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "DefaultCredentialsError", "RefreshError",
))  # fmt: skip
_LOGGERS = (
    "instructor", "openai", "anthropic", "google_genai", "groq", "mistralai", "cohere", "boto3", "botocore", "xai_sdk",
    "httpx", "httpcore", "httpx2", "httpcore2", "urllib3",
)  # fmt: skip


class Instructor(HttpWire):
    """Ask a service through instructor; the model is written ``SERVICE/NAME``."""

    protocol = "instructor"
    answer_limits = ("max_tokens", "max_completion_tokens", "max_output_tokens")

    def __init__(
        self, name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None
    ) -> None:
        """Take in the settings; no SDK is imported before the first request.

        Raises:
            ConfigError: the model names no service, its SDK is not installed, there is no key, or the service has no
                such form of output.
        """
        environ = os.environ if environ is None else environ
        service, self._own_model = service_of(settings.model)
        for module in service.modules:
            require(module, name, service.extra)
        if settings.output not in service.modes:
            raise ConfigError(
                f'{service.name} has no output = "{settings.output}" in instructor; set output = "{next(iter(service.modes))}".'
            )
        variable, self._keyless = self.key_variable(settings, environ), ""
        if variable and not settings.api_key_env and not environ.get(variable, "").strip():
            variable, self._keyless = "", variable  # an estimate sends nothing, and needs none
        super().__init__(name, settings.model_copy(update={"api_key_env": variable}), environ=environ)
        self._service: Service = service
        self._region = service.region(environ)
        self._reader = _reader(service.form, name, self.settings, self.end.base_url)
        self._opened: Any = None

    @classmethod
    @override
    def address(cls, settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:
        if not settings.model:  # a preset, whose model stands elsewhere
            return ""
        service, _ = service_of(settings.model)
        return service.address(settings.base_url, os.environ if environ is None else environ)

    @classmethod
    @override
    def check_destination(
        cls, name: str, settings: ProviderSettings, environ: Mapping[str, str] | None = None
    ) -> None:
        service, model = service_of(settings.model)
        odd = next((one for one in settings.parameters if one not in _HARMLESS), None)
        if odd is not None:
            refuse_provider(name, settings, f"gives the parameter {odd!r}, which may hold an address")
        if not service.known or (service.ambient and (settings.base_url or model.startswith("arn:"))):
            refuse_provider(name, settings, f"would send the text of articles where {service.name} sends it")
        check_provider(name, settings, environ, own_keys=service.keys)

    @classmethod
    @override
    def key_variable(cls, settings: ProviderSettings, environ: Mapping[str, str] | None = None) -> str:
        if not settings.model:
            return settings.api_key_env
        service, _ = service_of(settings.model)
        return service.key_variable(settings, os.environ if environ is None else environ)

    @classmethod
    @override
    def missing(cls, settings: ProviderSettings) -> str:
        service, _ = service_of(settings.model)
        return "" if service.installed else service.extra

    def body(self, request: Request) -> dict[str, Any]:
        """Return the task as instructor is given it, and the schema of the answer; equal requests give equal bodies."""
        for module in (*self._service.modules, "instructor"):
            import_module(module)  # within the first request it would count as waiting
        return {
            "model": self.model,
            "messages": [{"role": one.role, "content": encodable(one.content)} for one in request.messages],
            "output": self.settings.output,
            "parameters": dict(self.settings.parameters),
            "answer": {"name": request.answer.__name__, "schema": request.answer.model_json_schema()},
        }

    async def exchange(self, body: Mapping[str, Any]) -> str:
        """Send a body and return the reply as it came."""
        origin = urlsplit(self.end.url)._replace(path="").geturl()
        return await self.post(origin + _PATH, body)

    @property
    @override
    def client(self) -> Any:
        if self._client is None:
            import httpx2

            from llmclaims.providers.connection import LARGEST_REPLY, Exchange
            from llmclaims.providers.instructor.kept import Line

            seen = Exchange(Line(self._answered), self.end.base_url, LARGEST_REPLY)
            self._client = self._http = httpx2.AsyncClient(
                transport=seen, timeout=None, follow_redirects=False, trust_env=False
            )
        return self._client

    async def _answered(self, body: Mapping[str, Any]) -> Kept:
        """Ask the service, and return its reply as it came; that it does not parse says nothing yet."""
        from llmclaims.providers.instructor.kept import KEPT, Kept

        kept = Kept()
        holding = KEPT.set(kept)
        try:
            await self._create(body)
        except Exception:
            if not kept.status:
                raise
        finally:
            KEPT.reset(holding)
        if not kept.status:
            raise self.end.nothing_in(
                "", "a reply that instructor does not show; ask that service in another way"
            )
        return kept

    async def _create(self, body: Mapping[str, Any]) -> None:
        opened = self._sdk()
        answer = body["answer"]
        await opened.create(
            response_model=response_model(answer["name"], json.dumps(answer["schema"])),
            messages=body["messages"],
            max_retries=0,
            model=self._own_model,
            **({"max_tokens": LONGEST_ANSWER} if self._service.form == "anthropic" else {})
            | body["parameters"],
        )

    def _sdk(self) -> Any:
        """Return the service's SDK, opened when it is first needed."""
        if self._keyless:
            raise ConfigError(
                f"Provider {self.name!r} needs a key; set the environment variable {self._keyless}."
            )
        if self._opened is None:
            from instructor import Mode

            from llmclaims.providers.instructor import sdks

            mode = Mode[self._service.modes[self.settings.output]]
            wanted = sdks.Wanted(
                self._service.name, self._own_model, self.end, mode, self.settings.concurrency, self._region
            )
            # What went wrong is our error already; a handler of the user's own still gets the records.
            logging.getLogger("instructor").addHandler(logging.NullHandler())
            try:
                self._opened = sdks.opened(self._service.sdk, wanted)
            except LlmClaimsError:
                raise
            except Exception as error:
                why = self.end.hidden(" ".join(str(error).split()))
                raise ConfigError(
                    f"Provider {self.name!r} cannot be asked through instructor ({why}); correct its settings, or reinstall its package."
                ) from error
            guard_logs(_LOGGERS, self.end.secrets)
        return self._opened

    @override
    def mapped(self, error: Exception) -> Exception | None:
        for one in causes(error):
            names = {kind.__name__ for kind in type(one).__mro__}
            if isinstance(one, (CassetteError, ConfigError)):
                return one
            if type(one).__name__ == "HTTPStatusError":
                return super().mapped(error)
            if names & _LATE:
                return self.end.late()
            if names & _NO_CREDENTIALS:
                return ConfigError(
                    f"{self._service.name} finds no credentials ({one}); set them as its own SDK wants them."
                )
            if names & _BROKEN:
                return self.end.unreachable(error)
            status = getattr(one, "status_code", None)
            if isinstance(status, int):
                return self.end.fault(status=status, words=str(one))
        if isinstance(error, LlmClaimsError):
            return None
        why = self.end.hidden(" ".join(str(error).split()))
        return ConfigError(
            f"The model or the parameters of {self.name!r} cannot be sent ({why}); correct them."
        )

    async def close(self) -> None:
        """Release the connections."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.close()
        await super().close()

    @override
    def read(self, request: Request, raw: str) -> Reply:
        return self._reader.read(request, self._in_its_form(raw))

    def usage(self, raw: str) -> Usage:
        """Return what a raw reply took, as it says itself; a reply that does not say has an unknown cost."""
        return self._reader.usage(self._in_its_form(raw))

    def _in_its_form(self, raw: str) -> str:
        """Return a reply in the form that its reader reads."""
        if self._service.form == "openai":
            return raw
        try:
            reply = whole_reply(raw, self._reader.joined)
        except ValueError:
            return raw
        if not isinstance(reply, dict):
            return raw
        return json.dumps(as_chat(self._service.form, reply), ensure_ascii=False)


def _reader(form: str, name: str, settings: ProviderSettings, url: str) -> HttpWire:
    """Return the wire that reads a service's replies: that of its protocol, or of the one that they are brought to."""
    from llmclaims.providers.registry import wire_class

    protocol = form if form in ("anthropic", "gemini") else "openai"
    told = settings.model_copy(update={"base_url": url, "protocol": protocol})
    return wire_class(protocol)(name, told)
