"""What a model is told about a schema: the text, the form of a turn and the JSON schema, as its provider gets them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.inference.budget import tokens_of
from llmclaims.pipeline.session import line_for
from llmclaims.providers.base import Message, Request, is_wire
from llmclaims.providers.registry import check_destination, connect
from llmclaims.schema.annotations import Cited
from llmclaims.schema.answer import PARAGRAPHS, numbered_model

_STAND_IN = Document.from_text("A paragraph of the article.\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a model is told: ``system`` is the same in each request, ``turn`` has ``$name`` where an article's words go.

    ``schema`` is the JSON schema of the answer as it is sent. ``prompts`` has the files behind it, with their hashes;
    ``doubts`` say what the verifier flags in the examples.
    """

    who: str
    system: str
    turn: str
    schema: Mapping[str, Any]
    prompts: Mapping[str, str]
    doubts: tuple[str, ...] = ()

    @property
    def characters(self) -> dict[str, int]:
        """Return the length of each part; that of the schema written as compactly as it is sent."""
        schema = json.dumps(self.schema, ensure_ascii=False, separators=(",", ":"))
        return {"system": len(self.system), "turn": len(self.turn), "schema": len(schema)}

    @property
    def tokens(self) -> dict[str, int]:
        """Return the tokens of each part, estimated by its characters."""
        return {part: tokens_of(length) for part, length in self.characters.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return it in a form for JSON."""
        parts = {
            name: getattr(self, name) for name in ("who", "system", "turn", "schema", "prompts", "doubts")
        }
        return parts | {"characters": self.characters, "tokens": self.tokens, "characters_a_token": 4}


def told(settings: Settings, schema: tuple[type[Cited], ...]) -> Told:
    """Return what a model is told in a run with these settings; without one, in the general form.

    Raises:
        ConfigError: the configuration, the schema or an example cannot be used.
        PromptError: a prompt template cannot be used.
    """
    line = line_for(settings, schema)
    prompt = line.prompt
    name, chosen = settings.for_stage("extract")
    check_destination(name, chosen)
    wire = connect(name, chosen.model_copy(update={"api_key_env": ""}))
    found = Told(
        who="any model (none is chosen)",
        system=prompt.fixed,
        turn=prompt.turn,
        schema=numbered_model(schema).model_json_schema(),
        prompts=prompt.files,
        doubts=line.doubts,
    )
    if not is_wire(wire):
        return found
    request = Request(
        stage="extract",
        messages=(Message("system", prompt.fixed), Message("user", prompt.turn)),
        answer=numbered_model(schema),
        document=_STAND_IN,
        paragraphs=_STAND_IN.paragraphs[:1],
        schema=schema,
    )
    body = wire.body(request)
    texts = [one for one in _texts(body) if one != prompt.turn]
    return replace(
        found,
        who=f"{name} {wire.model}",
        system="\n\n".join(texts) or prompt.fixed,
        schema=next(_schemas(body), found.schema),
    )


def _texts(node: Any) -> Iterator[str]:
    """Yield the texts of a body's messages, in whichever of the protocols it is."""
    if isinstance(node, list):
        for one in node:
            yield from _texts(one)
    elif isinstance(node, dict):
        for key, one in node.items():
            if isinstance(one, str) and key in ("content", "text"):
                yield one
            else:
                yield from _texts(one)


def _schemas(node: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the schemas of the whole answer in a body."""
    if isinstance(node, dict) and PARAGRAPHS in (node.get("properties") or ()):
        yield node
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _schemas(one)
