"""Define every exception that llmclaims raises, and import what an extra brings.

    LlmClaimsError
      ConfigError
      DocumentError
      PromptError
      ProviderError (provider, model, retryable, retry_after)
        ProviderAuthError
        ProviderRateLimitError
        ProviderUnavailableError
          ProviderUnreachableError
        ProviderUnknownError
      ReplyError (reply)
      CassetteError
        CassetteMissingError (key)
      RejectedClaimsError (rejections)
      IncompleteRunError (failures)

A bad claim is data (a ``Rejection`` with a code), never an exception and never silence. Each message is
one sentence that says what was wrong and what to do next.
"""

import importlib.util
from collections.abc import Sequence
from importlib import import_module
from typing import Any

_CAUSE = 300
"""Characters that a message says about a fault of the program itself."""


class LlmClaimsError(Exception):
    """Base of every exception of this library."""


class ConfigError(LlmClaimsError):
    """The configuration, the schema or the arguments cannot be used."""


class DocumentError(LlmClaimsError):
    """A document cannot be read."""


class PromptError(LlmClaimsError):
    """A prompt template is missing, or a variable of it is."""


class ProviderError(LlmClaimsError):
    """A provider did not answer.

    ``retryable`` says whether the same request may succeed later; ``retry_after`` is the number of seconds
    that the provider asked to wait, None where it did not say; ``attempts`` how many requests were sent in vain;
    ``about_text`` whether it lies in the text that was sent, so that another text may be answered.
    """

    attempts: int = 0
    about_text: bool = False

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        model: str = "",
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Keep who failed and whether another try makes sense."""
        super().__init__(message)
        self.provider = provider
        self.model = model
        self.retryable = retryable
        self.retry_after = retry_after


class ProviderAuthError(ProviderError):
    """The provider refused the key: every further request of the run would fail alike."""


class ProviderRateLimitError(ProviderError):
    """The provider asked to slow down."""


class ProviderUnavailableError(ProviderError):
    """The provider could not be reached, was overloaded or took too long."""


class ProviderUnreachableError(ProviderUnavailableError):
    """No connection could be made: nobody is at that address, or its name is unknown. Nothing was sent."""


class ProviderUnknownError(ProviderError):
    """The provider does not know the model or the address: every further request would fail alike."""


class ReplyError(LlmClaimsError):
    """A whole reply is unreadable; ``reply`` is its text as it came, ``attempts`` how many requests were sent.

    ``about_text`` as for ProviderError: the reply to another text may be readable.
    """

    attempts: int = 0
    about_text: bool = True

    def __init__(self, message: str, *, reply: str = "") -> None:
        """Keep the reply, which was paid for."""
        super().__init__(message)
        self.reply = reply


class CassetteError(LlmClaimsError):
    """A recorded run cannot be used."""


class CassetteMissingError(CassetteError):
    """A recorded run does not hold the exchange that is needed; ``key`` names the request."""

    def __init__(self, message: str, *, key: str = "") -> None:
        """Keep the name of the request."""
        super().__init__(message)
        self.key = key


class RejectedClaimsError(LlmClaimsError):
    """Raised only by ``Extraction.raise_for_rejections``; ``rejections`` holds what was refused."""

    def __init__(self, message: str, *, rejections: Sequence[object] = ()) -> None:
        """Keep the rejections."""
        super().__init__(message)
        self.rejections = tuple(rejections)


class IncompleteRunError(LlmClaimsError):
    """Raised only by ``Extraction.raise_for_failures``; ``failures`` holds what failed or was skipped."""

    def __init__(self, message: str, *, failures: Sequence[object] = ()) -> None:
        """Keep the failures."""
        super().__init__(message)
        self.failures = tuple(failures)


def optional_module(name: str, extra: str, missing: LlmClaimsError | None = None) -> Any:
    """Import a module that an extra brings.

    Raises:
        LlmClaimsError: it is not installed; ``missing``, or a ConfigError that names the extra.
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise missing or ConfigError(
            f"{package} is not installed: run pip install 'llmclaims[{extra}]'."
        ) from error


def is_installed(module: str) -> bool:
    """Tell whether a module could be imported, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # a parent of it is missing
        return False


def cause_of(error: Exception) -> str:
    """Say what a fault of the program itself was, in a few words."""
    return f"{type(error).__name__}: {error}"[:_CAUSE]
