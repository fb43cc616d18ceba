"""What is known of each service that instructor reaches: its package, address and key, and who reads its answers.

A new service is one line here. One that instructor knows and this table does not is asked all the same, as
``from_provider`` opens it; only where it sends its text cannot be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.errors import ConfigError, is_installed
from llmclaims.providers.endpoint import address_of

_MODES: Mapping[str, str] = {"json_schema": "JSON_SCHEMA", "tools": "TOOLS", "json": "MD_JSON"}
_GOOGLE: Mapping[str, str] = {"json_schema": "JSON", "tools": "TOOLS", "json": "JSON"}
_GENAI = ("google.genai", "jsonref")
_SCHEMA_ALONE: Mapping[str, str] = {"json_schema": "JSON_SCHEMA"}


@dataclass(frozen=True, slots=True)
class Service:
    """One service, by the name that instructor gives it.

    ``modules`` must be there for it, ``extra`` brings them. ``url`` is its address; in its braces stands the first
    of ``variables`` that the environment holds, else ``default``. ``url_variable`` may hold another address, ``version`` is what the SDK adds to it by itself. ``keys`` may hold its key, the first that does;
    ``ambient``: the SDK finds its credentials itself. ``sdk`` names what opens it in ``sdks``, ``form`` whose form its
    answers have, ``modes`` the mode of instructor for each form of output.
    """

    name: str
    url: str
    keys: tuple[str, ...] = ()
    modules: tuple[str, ...] = ("openai",)
    extra: str = ""
    sdk: str = "openai"
    form: str = "openai"
    url_variable: str = ""
    version: str = ""
    variables: tuple[str, ...] = ()
    default: str = ""
    ambient: bool = False
    known: bool = True
    modes: Mapping[str, str] = field(default_factory=lambda: _MODES)

    @property
    def installed(self) -> bool:
        """Tell whether the packages that it needs are there."""
        return all(map(is_installed, self.modules))

    def address(self, configured: str, environ: Mapping[str, str]) -> str:
        """Return the address that is asked: the configured one, else that of the variable, else its own.

        Raises:
            ConfigError: it is no HTTP address, or has a query or a password, which no SDK sends along.
        """
        found = self.region(environ)
        if self.variables and not (found or configured):
            names = " or ".join(self.variables)
            raise ConfigError(f"{self.name} is asked at an address of your own; set {names} or base_url.")
        own = self.url.replace("{}", found).replace(
            "https://global-", "https://"
        )  # Vertex, wherever there is room
        url = address_of(
            configured or environ.get(self.url_variable, "") or own, environ, without=self.version
        )
        if "?" in url or "@" in url:
            raise ConfigError(
                f"The address of {self.name} has a query or a password, which its SDK would leave out; take it out of base_url."
            )
        return url

    def region(self, environ: Mapping[str, str]) -> str:
        """Return what stands in the braces of its address, "" where it has none or nothing does."""
        held = (environ.get(one, "").strip() for one in self.variables)
        return next((one for one in held if one), self.default)

    def key_variable(self, settings: ProviderSettings, environ: Mapping[str, str]) -> str:
        """Return the variable of its key, "" where none is sent: its own keys go to its own address alone.

        Raises:
            ConfigError: a variable is named although its SDK finds the credentials itself.
        """
        if self.ambient and settings.api_key_env:
            raise ConfigError(
                f"{self.name} takes its credentials from where its own SDK finds them; leave api_key_env out."
            )
        held = next((one for one in self.keys if environ.get(one, "").strip()), "")
        if self.ambient:
            return held  # sent by the SDK itself, and hidden by us
        if settings.api_key_env or settings.base_url or not self.keys:
            return settings.api_key_env
        return held or self.keys[0]


def _openai(name: str, url: str, key: str, **more: object) -> Service:
    return Service(name, url, (key,) if key else (), **more)  # type: ignore[arg-type]


_ALL = (
    _openai("openai", "https://api.openai.com/v1", "OPENAI_API_KEY", url_variable="OPENAI_BASE_URL"),
    _openai("azure_openai", "{}/openai/v1", "AZURE_OPENAI_API_KEY", variables=("AZURE_OPENAI_ENDPOINT",)),
    _openai("anyscale", "https://api.endpoints.anyscale.com/v1", "ANYSCALE_API_KEY"),
    _openai("databricks", "{}/serving-endpoints", "DATABRICKS_TOKEN", variables=("DATABRICKS_HOST",)),
    _openai("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    # Its own SDK cannot be loaded beside gRPC's common protocols; instructor asks it as it asks OpenAI.
    _openai("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
    _openai("ollama", "http://127.0.0.1:11434/v1", ""),
    _openai("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    _openai("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_KEY", modes=_SCHEMA_ALONE),
    _openai("together", "https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    Service(
        "anthropic", "https://api.anthropic.com", ("ANTHROPIC_API_KEY",), modules=("anthropic",), extra="anthropic",
        sdk="anthropic", form="anthropic", url_variable="ANTHROPIC_BASE_URL", version="/v1",
        modes={"json_schema": "TOOLS", "tools": "TOOLS", "json": "JSON"},
    ),
    Service(
        "bedrock", "https://bedrock-runtime.{}.amazonaws.com", ("AWS_BEARER_TOKEN_BEDROCK", "AWS_SESSION_TOKEN"),
        modules=("boto3",), extra="bedrock", sdk="bedrock", form="bedrock",
        url_variable="AWS_ENDPOINT_URL_BEDROCK_RUNTIME", variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
        default="us-east-1", ambient=True,
    ),
    Service(
        "cerebras", "https://api.cerebras.ai", ("CEREBRAS_API_KEY",), modules=("cerebras.cloud.sdk",), extra="cerebras",
        sdk="cerebras", url_variable="CEREBRAS_BASE_URL", version="/v1",
    ),
    Service(
        "cohere", "https://api.cohere.com", ("CO_API_KEY", "COHERE_API_KEY"), modules=("cohere",), extra="cohere",
        sdk="cohere", form="cohere", url_variable="CO_API_URL",
    ),
    Service(
        "google", "https://generativelanguage.googleapis.com", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), modules=_GENAI,
        extra="gemini", sdk="google", form="gemini", url_variable="GOOGLE_GEMINI_BASE_URL", version="/v1beta",
        modes=_GOOGLE,
    ),
    Service(
        "groq", "https://api.groq.com", ("GROQ_API_KEY",), modules=("groq",), extra="groq", sdk="groq",
        url_variable="GROQ_BASE_URL", version="/openai/v1",
    ),
    Service(
        "mistral", "https://api.mistral.ai", ("MISTRAL_API_KEY",), modules=("mistralai",), extra="mistral",
        sdk="mistral", version="/v1",
    ),
    Service(
        "vertexai", "https://{}-aiplatform.googleapis.com", modules=_GENAI, extra="gemini", sdk="vertexai",
        form="gemini", variables=("GOOGLE_CLOUD_LOCATION",), default="us-central1", ambient=True, modes=_GOOGLE,
    ),
    Service(
        "writer", "https://api.writer.com", ("WRITER_API_KEY",), modules=("writerai",), extra="writer", sdk="writer",
        url_variable="WRITER_BASE_URL", version="/v1",
    ),
    Service(
        "xai", "https://api.x.ai", ("XAI_API_KEY",), modules=("xai_sdk",), extra="xai", sdk="xai", form="xai",
        version="/v1",
    ),
)  # fmt: skip
SERVICES: Mapping[str, Service] = {one.name: one for one in _ALL}
_RETIRED = {"gemini": "google", "generative-ai": "google"}
"""Names that instructor keeps for packages that Google has given up."""


def service_of(model: str) -> tuple[Service, str]:
    """Return the service that a model names before its first slash, and the model's own name.

    Raises:
        ConfigError: there is no slash, or nothing on one side of it.
    """
    name, slash, own = model.partition("/")
    if not (name and slash and own):
        raise ConfigError(
            f"{model!r} names no service; write it before the model, as in bedrock/NAME: one of {', '.join(sorted(SERVICES))}."
        )
    name = _RETIRED.get(name, name)
    unknown = Service(name, f"https://{name}", modules=("instructor",), sdk="other", known=False)
    return SERVICES.get(name, unknown), own
