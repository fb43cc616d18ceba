"""OpenAI's Responses protocol, for the models that are asked in no other way, and for servers that speak it too.

The service is told to store nothing, unless the parameters say otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from llmclaims.documents.decoding import encodable
from llmclaims.providers.error_body import error_in
from llmclaims.providers.event_stream import add_text, inside, listed
from llmclaims.providers.json_recovery import Said
from llmclaims.providers.openai import OpenAI
from llmclaims.providers.structured_output import priced, structure
from llmclaims.schema.usage import Usage, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.providers.base import Reply, Request
    from llmclaims.providers.event_stream import Ending

_FINISHED = frozenset(("", "completed"))
"""Why an answer may end that is all there. Any other reason, known or not, is believed: it is not whole."""
_STATUSES = {"rate_limit_exceeded": 429, "invalid_prompt": 400}
"""The HTTP status that a code in the place of an answer stands for; any other is 500."""


class Responses(OpenAI):
    """Speak the Responses protocol."""

    protocol = "responses"
    path = "/responses"
    answer_limits = ("max_output_tokens",)
    batches = None  # type: ignore[assignment]  # OpenAI's own take this protocol, but no server that is like it

    @staticmethod
    @override
    def text_of(body: Mapping[str, Any]) -> str:
        return "\n".join(str(one["content"]) for one in body["input"])

    @override
    def body(self, request: Request) -> dict[str, Any]:
        asked, suffix = structure(self.form(request.answer), self.settings.output)
        told = [{"role": one.role, "content": encodable(one.content)} for one in request.messages]
        if suffix and told and told[0]["role"] == "system":
            told[0]["content"] += suffix
        elif suffix:
            told.insert(0, {"role": "system", "content": suffix.lstrip()})
        parameters = dict(self.settings.parameters)
        if "tools" in asked:
            (tool,) = asked["tools"]
            form = {
                "tools": [{"type": "function", **tool["function"]}],
                "tool_choice": {"type": "function", "name": tool["function"]["name"]},
            }
        else:
            wanted = asked["response_format"]
            wanted = {"type": wanted["type"], **wanted.get("json_schema", {})}
            form = {"text": {**parameters.pop("text", {}), "format": wanted}}
        return {"model": self.model, "input": told, "store": False, **parameters, **form}

    @override
    def read(self, request: Request, raw: str) -> Reply:
        reply = self.parsed(raw)
        if error := reply.get("error"):
            code = error.get("code") if isinstance(error, dict) else None
            status = code if isinstance(code, int) else _STATUSES.get(str(code), 500)
            raise self.end.answered(status, {}, error_in({"error": error}))
        output = listed(reply, "output")
        parts = [part for one in output for part in listed(one, "content")]
        refusal = "".join(str(part["refusal"]) for part in parts if part.get("refusal"))
        stopped = str(inside(reply, "incomplete_details").get("reason") or reply.get("status") or "")
        if refusal or stopped == "content_filter":
            words = refusal or "stopped by its content filter"
            raise self.end.fault(status=200, words=words, code="content_filter")
        if "output" not in reply:
            raise self.end.nothing_in(raw, "no output; check that base_url speaks the Responses protocol")
        return self.reply(
            request, raw, _said_by(output, "" if stopped in _FINISHED else stopped), reply.get("model")
        )

    @override
    def usage(self, raw: str) -> Usage:
        counts = self.counts(raw)
        cached = count(inside(counts, "input_tokens_details").get("cached_tokens")) or 0
        sent, received = count(counts.get("input_tokens")), count(counts.get("output_tokens"))
        return priced(sent, received, cached, self.settings.price)

    @staticmethod
    @override
    def joined(chunks: Sequence[Mapping[str, Any]], ended: Ending) -> dict[str, Any]:
        reply: dict[str, Any] = {}
        items: dict[str, dict[str, Any]] = {}
        for chunk in chunks:
            told = inside(chunk, "response")
            reply |= {key: one for key, one in told.items() if key != "output" and one is not None}
            reply |= {"error": chunk["error"]} if chunk.get("error") else {}
            place = str(chunk.get("output_index") or 0)
            if isinstance(item := chunk.get("item"), dict):
                items.setdefault(place, {}).update(item)
            kind = str(chunk.get("type") or "")
            if kind == "response.output_text.delta":
                add_text(items.setdefault(place, {"type": "message"}), "text", chunk.get("delta"))
            elif kind == "response.function_call_arguments.delta":
                add_text(items.setdefault(place, {"type": "function_call"}), "said", chunk.get("delta"))
        output = [_item(one) for one in items.values()]
        status = "" if reply.get("status") == "in_progress" else reply.get("status")
        return {**reply, "status": ended(status) or "completed", "output": output}


def _item(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item that came in pieces as it stands in a whole reply."""
    content = [{"type": "output_text", "text": one["text"]}] if "text" in one else listed(one, "content")
    return {**one, "content": content, "arguments": one.get("said", one.get("arguments"))}


def _said_by(output: Sequence[Mapping[str, Any]], stopped: str) -> Said:
    """Return what the items of a reply say."""
    told = [one for one in output if one.get("type", "message") == "message"]
    thought = [one for one in output if one.get("type") == "reasoning"]
    thoughts = [part for one in thought for key in ("summary", "content") for part in listed(one, key)]
    return Said(
        texts=tuple("".join(_text(part) for part in listed(one, "content")) for one in told),
        calls=tuple(
            (str(one.get("name") or ""), one.get("arguments"))
            for one in output
            if one.get("type") == "function_call"
        ),
        thought="\n".join(_text(part) for part in thoughts),
        stopped=stopped,
    )


def _text(part: Mapping[str, Any]) -> str:
    return str(part.get("text") or "")
