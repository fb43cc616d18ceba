"""Raw replies as servers and models really send them, over every wire and in every form of output.

Each row has what stands in the reply and what must come of it: an answer is read whole, or it is said that it was not.
"""

from __future__ import annotations

import contextlib
import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.documents.document import Document
from llmclaims.errors import ProviderError, ReplyError
from llmclaims.pipeline.tally import Unanswered, telling
from llmclaims.providers.base import Message, Reply, Request, is_wire
from llmclaims.providers.json_recovery import Said, salvaged
from llmclaims.providers.prompt_length import fewest_tokens, refuse_cut_prompt
from llmclaims.providers.registry import connect
from llmclaims.providers.relaxed_json import decode
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.schema.usage import Usage
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

WIRES = ("openai", "responses", "anthropic", "gemini")
OUTPUTS = ("tools", "json_schema", "json")
TEXT = "The harbour master said: “the ferry stays in port”. “The wind may turn by noon”, a deckhand added."
DOCUMENT = Document.from_text(f"{TEXT}\n", id="d")

A = {
    "ref": "s1", "quote": "the ferry stays in port", "speaker": "The harbour master", "speaker_name": None,
    "speaker_type": "person", "cue": "said", "act": "assert", "polarity": "positive",
    "claim": "The ferry stays in port.", "time": None,
}  # fmt: skip
B = A | {
    "ref": "s2",
    "quote": "The wind may turn by noon",
    "speaker": "a deckhand",
    "cue": "added",
    "claim": "The wind may turn by noon.",
}
ONE = {"event": [], "statement": [A], "relation": []}
TWO = ONE | {"statement": [A, B]}
EMPTY = {"event": [], "statement": [], "relation": []}


def js(value: Any) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False)


def without(*names: str) -> dict[str, Any]:
    """The first statement without some fields."""
    return {name: value for name, value in A.items() if name not in names}


@dataclass(frozen=True)
class Row:
    """``text`` stands in the reply; ``quotes`` must be accepted, ``refused`` is the number of refusals.

    ``whole`` None: it is no answer at all, and ``says`` stands in the message. ``finish`` is "cut" where the
    provider says that it ended the answer at its limit.
    """

    name: str
    text: str
    quotes: Sequence[Any] = (A,)
    whole: bool | None = True
    refused: int = 0
    finish: str = ""
    says: str = ""


ROWS = (
    Row("as asked", js(ONE)),
    Row("nothing found", js(EMPTY), ()),
    # several values in one text
    Row("an object a kind", f'{{"event": []}}\n{js({"statement": [A]})}\n{{"relation": []}}'),
    Row("an answer, then the empty form", f"{js(ONE)}\nWhere nothing is found: {js(EMPTY)}"),
    Row("the empty form, then an answer", f"The form is {js(EMPTY)}. Here: {js(ONE)}"),
    Row("two halves", f"{js(ONE)} {js(EMPTY | {'statement': [B]})}", (A, B)),
    Row("the same twice", f"{js(ONE)}\n{js(ONE)}"),
    Row("an object a line", f"{js({'statement': A})}\n{js({'statement': B})}", (A, B)),
    # items without their envelope
    Row("a bare list with kinds", js([{"kind": "statement"} | A, {"type": "statement"} | B]), (A, B)),
    Row("a bare list without kinds", js([A, B]), (A, B)),
    Row("a bare item", js(A)),
    Row("lines of bare items", f"{js(A)}\n{js(B)}", (A, B)),
    Row("items by number", js(EMPTY | {"statement": {"0": A, "1": B}}), (A, B)),
    Row("a list in an object", js(EMPTY | {"statement": {"items": [A]}})),
    Row("one item without its list", js(EMPTY | {"statement": A})),
    Row("a list in a list", js(EMPTY | {"statement": [[A]]})),
    # wrappers
    Row("a call written out", js({"name": "Answer", "arguments": ONE})),
    Row("a call whose arguments are text", js({"name": "Answer", "arguments": js(ONE)})),
    Row("a wrapper with notes", js({"notes": "careful", "result": ONE, "confidence": 0.9})),
    Row("the schema's own keys", js({"type": "object", "properties": ONE})),
    # keys
    Row("plural keys", js({"events": [], "statements": [A], "relations": []})),
    Row("capital keys", js({"Event": [], "STATEMENT": [A], "Relation": None})),
    Row("a key called a list", js({"event": [], "statement_list": [A], "relation": []})),
    Row("a comment in front of the first key", js(ONE).replace("{", "{/* none */", 1).replace("[],", "[], // one\n", 1)),
    Row("a repeated key", f'{{"event": [], "statement": [{js(A)}], "statement": [{js(B)}], "relation": []}}', (A, B)),
    Row("an unknown key beside known ones", js(ONE | {"attributions": [B, B]}), refused=2),
    Row("notes beside the items", js(ONE | {"thoughts": "hm", "score": 3, "tags": ["sea"], "more": None})),
    Row("unknown keys alone", js({"facts": [{"who": "x"}]}), whole=None, says="facts in place of event, statement, relation"),
    # written otherwise
    Row("lists as strings", js({"event": "[]", "statement": js([A]), "relation": "null"})),
    Row("items as strings", js(EMPTY | {"statement": [js(A), js(B)]}), (A, B)),
    Row("encoded twice", js(js(ONE))),
    Row("a fence", f"```json\n{js(ONE)}\n```"),
    Row("a fence that is never closed", f"```json\n{js(ONE)}"),
    Row("trailing commas", js(ONE).replace("}]", "},]").replace("[]}", "[],}")),
    Row("comments", js(ONE).replace('"statement"', '/* who */ // said\n"statement"')),
    Row("Python's words and quotes", repr(ONE)),
    Row("a comma forgotten between items", js(TWO).replace("}, {", "} {"), (A, B)),
    Row("an escape that JSON does not have", js(ONE).replace("ferry stays in port.", "ferry\\'s in port\\.")),
    Row("null fields left out", js(EMPTY | {"statement": [without("speaker_name", "time")]})),
    Row("words for null", js(EMPTY | {"statement": [A | {"speaker_name": "", "time": "null"}]})),
    Row("capital values", js(EMPTY | {"statement": [A | {"act": "Assert", "polarity": "POSITIVE", "speaker_type": "Person"}]})),
    Row("fields in another style", js(EMPTY | {"statement": [without("speaker_type") | {"speakerType": "person"}]})),
    Row("a word for none in place of a list", js(ONE | {"event": "none", "relation": ""})),
    # what is refused item by item
    Row("no item", js(EMPTY | {"statement": [A, "a ferry", 7]}), refused=2),
    Row("a repeated field with two values", js(ONE).replace('"cue":', '"quote": "the ferry sails", "cue":'), (), refused=1),
    Row("a field that nobody asked for", js(EMPTY | {"statement": [A, B | {"mood": "grim"}]}), refused=1),
    Row("no number", js(ONE).replace('"time": null', '"time": NaN'), (), refused=1),
    Row("no end to a number", js(ONE).replace('"time": null', '"time": 1e999'), (), refused=1),
    Row("nested 500 deep", js(EMPTY | {"statement": [A]}).replace('"time": null', '"time": ' + "[" * 500 + "]" * 500), (), refused=1),
    Row("a number of 5,000 digits", js(ONE).replace('"time": null', '"time": ' + "9" * 5000), (), refused=1),
    # thinking and prose
    Row("rehearsed in tags", f"<think>Maybe {js(EMPTY)}?</think>{js(ONE)}"),
    Row("rehearsed with an item that is dropped", f"<think>First {js(TWO)}, no.</think>\n{js(ONE)}"),
    Row("rehearsed and broken", f'<thinking>{{"statement": [{{ ... </thinking>{js(ONE)}'),
    Row("opened out of sight", f"It could be {js(EMPTY)}.\n</think>\n{js(ONE)}"),
    Row("in brackets", f"[THINK]{js(EMPTY)}[/THINK]{js(ONE)}"),
    Row("in channels", f"<|channel|>analysis<|message|>{js(EMPTY)}<|end|><|channel|>final<|message|>{js(ONE)}"),
    Row("a tag in a quotation", js(EMPTY | {"statement": [A | {"claim": "The ferry </think> stays."}]})),
    Row("all in the thinking", f"<think>{js(ONE)}</think>"),
    Row("an empty answer only thought of", f"<think>Perhaps {js(EMPTY)}", whole=None, says="thinking"),
    Row("thinking alone", "<think>The harbour master speaks of a ferry.</think>", whole=None, says="thinking"),
    Row("prose around it", f"Here is what I found:\n{js(ONE)}\nShall I go on [y/n]?"),
    Row("prose with braces", f"In the form {{kind}}: {js(ONE)}"),
    # broken off
    Row("cut in the second item", js(TWO)[: js(TWO).index("a deckhand")], whole=False, finish="cut"),
    Row("cut, and nobody says so", js(TWO)[: js(TWO).index("a deckhand")], whole=False),
    Row("cut in a fence", "```json\n" + js(TWO)[: js(TWO).index("a deckhand")], whole=False),
    Row("cut in a bare list", js([A, B])[:-20], whole=False),
    Row("cut with trailing commas before", js(TWO).replace("null}", "null,}")[: js(TWO).index("a deckhand")], whole=False),
    Row("cut behind the rehearsal", f"<think>{js(EMPTY)}</think>" + js(ONE)[:60], (), whole=False, finish="cut"),
    Row("cut in the rehearsal", f"<think>Perhaps {js(EMPTY)}. But", whole=None, finish="cut", says="it stopped with"),
    Row("cut behind what looks whole", js(ONE), whole=False, finish="cut"),
    Row("an ellipsis", js(ONE).replace("}]", "}, ...]"), whole=False),
    Row("a quotation mark that is not escaped", js(TWO).replace("wind may", 'wind "may'), whole=False),
    # no answer
    Row("prose", "There is nothing to list.", whole=None, says="no JSON of the kind"),
    Row("nothing", "", whole=None, says="empty answer"),
    Row("another object", '{"answer": 42}', whole=None, says="answer in place of"),
    Row("a list of words", '["ferry", "wind"]', whole=None, says="no JSON of the kind"),
)  # fmt: skip
FINISH = {
    "openai": "length",
    "responses": "max_output_tokens",
    "anthropic": "max_tokens",
    "gemini": "MAX_TOKENS",
}


def strict(text: str) -> dict[str, Any] | None:
    """The object that a text is by the standard, None where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and json.dumps(found, ensure_ascii=False) == text else None


def raw_of(wire: str, output: str, text: str, finish: str = "") -> str:
    """A raw reply: the text as the arguments of a call where one was asked for and they can be that, else as text."""
    reason = FINISH[wire] if finish == "cut" else finish
    call = output == "tools"
    arguments = strict(text)
    match wire:
        case "openai":
            message: dict[str, Any] = {"role": "assistant", "content": None if call else text}
            if call:
                message["tool_calls"] = [{"function": {"name": "Answer", "arguments": text}}]
            return js({"model": "m", "choices": [{"message": message, "finish_reason": reason or "stop"}]})
        case "responses":
            item: dict[str, Any] = {"type": "message", "content": [{"type": "output_text", "text": text}]}
            if call:
                item = {"type": "function_call", "name": "Answer", "arguments": text}
            more = {"status": "incomplete", "incomplete_details": {"reason": reason}} if reason else {}
            return js({"status": "completed", "error": None, "output": [item]} | more)
        case "anthropic":
            block: dict[str, Any] = {"type": "text", "text": text}
            if call and arguments is not None:
                block = {"type": "tool_use", "name": "Answer", "input": arguments}
            return js({"content": [block], "stop_reason": reason or "end_turn"})
        case _:
            part: dict[str, Any] = {"text": text}
            if call and arguments is not None:
                part = {"functionCall": {"name": "answer", "args": arguments}}
            return js({"candidates": [{"content": {"parts": [part]}, "finishReason": reason or "STOP"}]})


def request() -> Request:
    """What is asked about the document."""
    messages = (Message("system", "List it."), Message("user", TEXT))
    return Request(
        "extract", messages, answer_model(DEFAULT_SCHEMA), DOCUMENT, DOCUMENT.paragraphs[:1], DEFAULT_SCHEMA
    )


def wire_for(wire: str, output: str = "json", **settings: Any) -> Any:
    """A wire that is never connected."""
    made = connect("local", ProviderSettings(protocol=wire, model="m", output=output, **settings))
    assert is_wire(made)
    return made


def read(wire: str, raw: str, output: str = "json") -> Reply:
    """A raw reply as its wire reads it."""
    reply: Reply = wire_for(wire, output).read(request(), raw)
    return reply


def outcomes(reply: Reply) -> tuple[list[str], int]:
    """The quotes of the claims that are accepted, and how many drafts are refused."""
    proposals = [Proposal(kind=kind, item=item) for kind, items in reply.items.items() for item in items]
    found = verify_answer(proposals, Reading(document=DOCUMENT, paragraph=0, schema=DEFAULT_SCHEMA))
    json.dumps([getattr(one, "draft", None) for one in found], allow_nan=False)  # it can be written
    claims = [one.quote for one in found if isinstance(one, Claim)]
    return claims, len(found) - len(claims)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_item_is_accounted_for(row: Row, wire: str, output: str) -> None:
    """Taken, refused by name, or said to be missing: over every wire, in every form of output."""
    raw = raw_of(wire, output, row.text, row.finish)
    if row.whole is None:
        with pytest.raises(ReplyError, match=row.says) as caught:
            read(wire, raw, output)
        assert caught.value.reply == raw
        return
    reply = read(wire, raw, output)
    assert outcomes(reply) == ([one["quote"] for one in row.quotes], row.refused)
    assert reply.truncated is not row.whole


def openai(*messages: dict[str, Any], finish: str | None = "stop") -> str:
    """A completion with these messages as its choices."""
    return js({"choices": [{"message": one, "finish_reason": finish} for one in messages]})


def called(name: str, arguments: str) -> dict[str, Any]:
    """A call as Chat Completions have it."""
    return {"function": {"name": name, "arguments": arguments}}


def anthropic(*blocks: dict[str, Any], stop: str = "end_turn") -> str:
    """A message of these blocks."""
    return js({"content": blocks, "stop_reason": stop})


def responses(*items: dict[str, Any], stop: str = "") -> str:
    """A response of these items."""
    more = {"status": "incomplete", "incomplete_details": {"reason": stop}} if stop else {}
    return js({"status": "completed", "output": items} | more)


def told(text: str) -> dict[str, Any]:
    """A message as Responses have it."""
    return {"type": "message", "content": [{"type": "output_text", "text": text}]}


def gemini(*parts: dict[str, Any], stop: str = "STOP") -> str:
    """An answer of these parts."""
    return js({"candidates": [{"content": {"parts": parts}, "finishReason": stop}]})


@pytest.mark.parametrize(
    ("wire", "raw", "quotes", "whole"),
    [
        # a call of another tool with nothing in it, beside the answer
        ("openai", openai({"tool_calls": [called("search", "{}"), called("Answer", js(ONE))]}), [A], True),
        ("openai", openai({"content": js(ONE), "tool_calls": [called("search", "{}")]}), [A], True),
        ("anthropic", anthropic({"type": "tool_use", "name": "search", "input": {}}, {"type": "text", "text": js(ONE)}), [A], True),
        ("gemini", gemini({"functionCall": {"name": "search", "args": {}}}, {"text": js(ONE)}), [A], True),
        # the answer under another tool's name
        ("openai", openai({"tool_calls": [called("extract_claims", js(ONE))]}), [A], True),
        # half in the text and half in a call
        ("openai", openai({"content": js(ONE), "tool_calls": [called("Answer", js({"statement": [B]}))]}), [A, B], True),
        # text and call in different choices
        ("openai", openai({"content": "One moment."}, {"tool_calls": [called("Answer", js(ONE))]}), [A], True),
        # an old form of a call
        ("openai", openai({"content": None, "function_call": {"name": "Answer", "arguments": js(ONE)}}), [A], True),
        # arguments that are no text but the object itself
        ("openai", openai({"tool_calls": [{"function": {"name": "Answer", "arguments": ONE}}]}), [A], True),
        # the answer in the thinking, under each of its names
        ("openai", openai({"content": None, "reasoning_content": js(ONE)}), [A], True),
        ("openai", openai({"content": "", "reasoning": f"They speak of a ferry. {js(ONE)}"}), [A], True),
        ("anthropic", anthropic({"type": "thinking", "thinking": js(ONE)}), [A], True),
        ("gemini", gemini({"text": js(ONE), "thought": True}), [A], True),
        # thinking beside an answer is no part of it
        ("openai", openai({"content": js(ONE), "reasoning_content": js(TWO)}), [A], True),
        ("openai", openai({"content": [{"type": "thinking", "thinking": js(TWO)}, {"type": "text", "text": js(ONE)}]}), [A], True),
        ("responses", responses({"type": "function_call", "name": "search", "arguments": "{}"}, told(js(ONE))), [A], True),
        ("responses", responses({"type": "function_call", "name": "extract", "arguments": js(ONE)}), [A], True),
        ("responses", responses(told(js(ONE)), told(js({"statement": [B]}))), [A, B], True),
        ("responses", responses({"type": "reasoning", "summary": [{"type": "summary_text", "text": js(ONE)}]}), [A], True),
        ("responses", responses({"type": "reasoning", "summary": [{"text": js(TWO)}]}, told(js(ONE))), [A], True),
        ("responses", responses({"type": "web_search_call", "id": "w"}, told(js(ONE))), [A], True),
        ("responses", responses(told(js(ONE)), stop="max_output_tokens"), [A], False),
        ("responses", js({"status": "cancelled", "output": [told(js(ONE))]}), [A], False),
        ("responses", js({"output": [told(js(ONE))]}), [A], True),
        # every reason but an end is believed
        ("openai", openai({"content": js(ONE)}, finish="error"), [A], False),
        ("openai", openai({"content": js(ONE)}, finish="insufficient_system_resource"), [A], False),
        ("openai", openai({"content": js(ONE)}, finish=None), [A], True),
        ("anthropic", anthropic({"type": "text", "text": js(ONE)}, stop="pause_turn"), [A], False),
        ("gemini", gemini({"text": js(ONE)}, stop="OTHER"), [A], False),
        ("gemini", gemini({"text": js(ONE)}, stop="MALFORMED_FUNCTION_CALL"), [A], False),
    ],
)  # fmt: skip
def test_where_an_answer_may_stand(wire: str, raw: str, quotes: list[Any], *, whole: bool) -> None:
    """In calls, texts, choices and thinking; what is whole is read, and a reason to stop is believed."""
    reply = read(wire, raw)
    assert sorted(outcomes(reply)[0]) == sorted(one["quote"] for one in quotes)
    assert reply.truncated is not whole


@pytest.mark.parametrize("wire", WIRES)
def test_a_call_of_another_tool_is_no_empty_answer(wire: str) -> None:
    """Nothing was said about the paragraph, and the message says what was done in place of it."""
    raw = {
        "openai": openai({"tool_calls": [called("search", "{}")]}),
        "anthropic": anthropic({"type": "tool_use", "name": "search", "input": {}}),
        "responses": responses({"type": "function_call", "name": "search", "arguments": "{}"}),
        "gemini": gemini({"functionCall": {"name": "search", "args": {}}}),
    }[wire]
    with pytest.raises(ReplyError, match="a call of 'search', a tool that it was not offered"):
        read(wire, raw)


def test_what_is_left_aside_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Thinking, prose and keys that hold no claim are dropped knowingly."""
    with caplog.at_level(logging.INFO, logger="llmclaims"):
        read("openai", openai({"content": f"<think>Hm.</think>Here: {js(ONE | {'mood': 'calm'})}"}))
    assert "left aside 3 characters of thinking and 5 around the answer" in caplog.text
    assert "left aside what stands under mood" in caplog.text


def sse(*events: Any, done: bool = True) -> str:
    """An event stream."""
    return "".join(f"data: {one if isinstance(one, str) else js(one)}\n\n" for one in events) + (
        "data: [DONE]\n\n" if done else ""
    )


def deltas(text: str, **last: Any) -> list[dict[str, Any]]:
    """Chunks of a completion, five characters in each."""
    pieces = [text[place : place + 5] for place in range(0, len(text), 5)]
    found: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"content": one}}]} for one in pieces]
    return [*found, {"choices": [{"index": 0, "delta": {}, **last}], "usage": None}]


USED = {"choices": [], "usage": {"prompt_tokens": 50, "completion_tokens": 7}}
STREAMED = js(ONE | {"event": []}).replace("ferry stays", "ferry\u2028stays")
CALLS = [
    {"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"name": "Answer", "arguments": ""}}]}}]},
    *({"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": one}}]}}]} for one in js(ONE)),
]  # fmt: skip
MESSAGE = [
    {"type": "message_start", "message": {"model": "m", "content": [], "usage": {"input_tokens": 50, "output_tokens": 1}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "name": "Answer", "input": {}}},
    *({"type": "content_block_delta", "index": 0, "delta": {"partial_json": one}} for one in js(ONE)),
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 7}},
    {"type": "message_stop"},
]  # fmt: skip
RESPONSE = [
    {"type": "response.created", "response": {"status": "in_progress", "model": "m", "output": []}},
    {"type": "response.output_item.added", "output_index": 0, "item": {"type": "reasoning", "summary": []}},
    {"type": "response.output_item.added", "output_index": 1, "item": {"type": "message", "content": []}},
    *({"type": "response.output_text.delta", "output_index": 1, "delta": one} for one in js(ONE)),
    {"type": "response.completed", "response": {"status": "completed", "usage": {"input_tokens": 50, "output_tokens": 7}}},
]  # fmt: skip
RESPONSE_CALL = [
    {"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call", "name": "Answer", "arguments": ""}},
    *({"type": "response.function_call_arguments.delta", "output_index": 0, "delta": one} for one in js(ONE)),
    {"type": "response.output_item.done", "output_index": 0, "item": {"type": "function_call", "name": "Answer", "arguments": js(ONE)}},
    RESPONSE[-1],
]  # fmt: skip
PARTS = [
    {"candidates": [{"content": {"parts": [{"text": js(ONE)[:90]}]}}]},
    {
        "candidates": [{"content": {"parts": [{"text": js(ONE)[90:]}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 50, "candidatesTokenCount": 7},
    },
]


@pytest.mark.parametrize(
    ("wire", "raw", "whole", "sent"),
    [
        ("openai", sse(*deltas(js(ONE), finish_reason="stop"), USED), True, 50),
        ("openai", sse(*deltas(js(ONE)), USED), True, 50),  # no reason to stop, but the end
        ("openai", sse(*deltas(js(ONE), finish_reason="stop"), done=False), True, 0),  # a reason, and no end
        ("openai", sse(*deltas(js(ONE)), done=False), False, 0),  # neither: it broke off
        ("openai", sse(*deltas(js(ONE), finish_reason="length")), False, 0),
        ("openai", sse(*deltas(js(ONE)), '{"choices": [{"del', done=False), False, 0),  # broken in a chunk
        ("openai", sse(*CALLS, USED), True, 50),  # a call in pieces
        ("openai", ": PROCESSING\n\n" + sse(*deltas(js(ONE))), True, 0),  # a comment in front
        ("openai", "\n".join(js(one) for one in (*deltas(js(ONE), finish_reason="stop"), USED)), True, 50),  # lines
        ("openai", js([*deltas(js(ONE), finish_reason="stop"), USED]), True, 50),  # a list
        ("openai", "\n\n  " + openai({"content": js(ONE)}), True, 0),  # no stream, with blanks sent to stay alive
        ("anthropic", sse(*MESSAGE, done=False), True, 50),
        ("anthropic", sse(*MESSAGE[:-2], done=False), False, 50),
        ("responses", sse(*RESPONSE, done=False), True, 50),
        ("responses", sse(*RESPONSE[:-1], done=False), False, 0),
        ("responses", sse(*RESPONSE_CALL, done=False), True, 50),
        ("gemini", sse(*PARTS, done=False), True, 50),
        ("gemini", js(PARTS), True, 50),
        ("gemini", sse(PARTS[0], done=False), False, 0),
    ],
)  # fmt: skip
def test_a_stream_that_nobody_asked_for(wire: str, raw: str, sent: int, *, whole: bool) -> None:
    """It is put together; one that broke off is not whole, whatever it holds."""
    reply = read(wire, raw)
    assert outcomes(reply)[0] == ([] if wire == "gemini" and not whole else [A["quote"]])
    assert (reply.truncated, reply.usage.input_tokens) == (not whole, sent)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    "count", ["1e999", "-1e999", "NaN", "-5", '"many"', "null", "true", "[]", "{}", "9" * 5000, "1e300"]
)
def test_usage_that_is_no_count_is_unknown(wire: str, count: str) -> None:
    """A reply is read whatever its usage says, and its cost is unknown, never negative."""
    raw = raw_of(wire, "json", js(ONE))
    field, name = {
        "openai": ("usage", "prompt_tokens"),
        "responses": ("usage", "input_tokens"),
        "anthropic": ("usage", "input_tokens"),
        "gemini": ("usageMetadata", "promptTokenCount"),
    }[wire]
    given = f'{raw[:-1]}, "{field}": {{"{name}": {count}, "completion_tokens": 1, "output_tokens": 1}}}}'
    made = wire_for(wire, price=Price(input=1.0, output=1.0))
    assert made.usage(given) == Usage(requests=1, cost=None)
    assert outcomes(made.read(request(), given))[0] == [A["quote"]]
    for shape in ("5", '"much"', "[]", "null"):
        assert made.usage(f'{raw[:-1]}, "{field}": {shape}}}') == Usage(requests=1, cost=None)


def test_more_cached_than_sent_costs_nothing_below_zero() -> None:
    """A server that counts what was cached apart is not paid back."""
    raw = openai({"content": js(ONE)})[:-1] + (
        ', "usage": {"prompt_tokens": 10, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 900}}}'
    )
    usage = wire_for("openai", price=Price(input=1.0, cached_input=0.5, output=1.0)).usage(raw)
    assert (usage.input_tokens, usage.cached_input_tokens) == (10, 10)
    assert usage.cost == pytest.approx(5e-6)


def asked(text: str, counted: int, cached: int = 0) -> tuple[Request, Reply]:
    """A request with such a last message, and a reply that counts so many tokens."""
    messages = (Message("system", "List it. " * 300), Message("user", text))
    one = Request("extract", messages, answer_model(()), DOCUMENT, DOCUMENT.paragraphs[:1], ())
    return one, Reply(
        EMPTY, "local", "m", Usage(requests=1, input_tokens=counted, cached_input_tokens=cached)
    )


ENGLISH = "The harbour master said that the ferry stays in port until Friday. " * 900
CHINESE = "港务局长说，渡轮将留在港口直到星期五。" * 900
HINDI = "बंदरगाह प्रमुख ने कहा कि नौका शुक्रवार तक बंदरगाह में रहेगी। " * 900


@pytest.mark.parametrize(
    ("text", "counted", "cached"),
    [
        (ENGLISH, 2_051, 0),  # a context of 2,048
        (ENGLISH, 4_096, 0),
        (ENGLISH, 5_000, 0),
        (CHINESE, 1_024, 0),
        (HINDI, 4_096, 0),
        ("word " * 3_000, 512, 0),
    ],
)
def test_a_prompt_that_was_cut_is_said(text: str, counted: int, cached: int) -> None:
    """The server counted far fewer tokens than the words can be: the way out is named, and nobody asks again."""
    with pytest.raises(ProviderError, match=r"the server cut the prompt.*num_ctx") as caught:
        refuse_cut_prompt(*asked(text, counted, cached))
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("text", "counted", "cached"),
    [
        (ENGLISH, len(ENGLISH) // 5, 0),  # a frugal tokenizer
        (CHINESE, len(CHINESE) // 3, 0),  # three characters a token
        (HINDI, len(HINDI) // 5, 0),
        (ENGLISH, 0, 0),  # no count
        (ENGLISH, 1, 0),  # something else is counted
        (ENGLISH, 40, 14_000),  # what was cached is counted apart
        ("The ferry stays. " * 100, 100, 0),  # short: any context holds it
        ("-" * 50_000, 900, 0),  # a long rule is a few tokens
        (" " * 50_000 + "ferry", 900, 0),  # so are blanks
    ],
)
def test_a_frugal_count_is_no_cut(text: str, counted: int, cached: int) -> None:
    """No alarm where a tokenizer, a cache or a server that does not count explains the number."""
    refuse_cut_prompt(*asked(text, counted, cached))


def test_the_fewest_tokens_are_fewer_than_the_words_and_signs() -> None:
    """The bound counts a word once, and a sign only where it cannot be one token with the next word."""
    assert fewest_tokens("“We will not go,” he said (twice).") == 9
    assert fewest_tokens("") == 0


@pytest.mark.parametrize(
    ("empties", "asked", "warns"),
    [(0, 40, False), (5, 40, False), (20, 40, False), (38, 40, True), (1, 1, True), (1, 2, False), (0, 0, False)],
)  # fmt: skip
def test_many_empty_answers_are_said_once(empties: int, asked: int, *, warns: bool) -> None:
    """More than half of the paragraphs that should have given something came back empty."""
    count = Unanswered()
    for number in range(asked):
        count.add(empty=number < empties)
    assert bool(count.warnings) is warns
    if warns:
        (warning,) = count.warnings
        assert warning.startswith(f"{empties} of {asked} long paragraph")
        assert warning.endswith("is the model or its context length right?")


LONG = (
    "He had come down to the quay early in the morning to look at the ropes, and he stayed there until dark."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LONG} “The ferry stays in port”, he said.", True),
        (f'{LONG} "The ferry stays in port", he said.', True),
        (f"{LONG} «Паром остаётся в порту», сказал он.", True),
        ("他一大早就来到码头检查缆绳，一直待到天黑才离开那里，随后又与港务局长谈了很久。" * 4 + "他说：「渡轮将留在港口直到星期五」。", True),
        (LONG, False),  # nobody is quoted
        ("“The ferry stays in port”, he said.", False),  # short
        (f"{LONG} He called it “bad”.", False),  # a word in quotation marks
    ],
)  # fmt: skip
def test_which_paragraphs_tell(text: str, *, expected: bool) -> None:
    """Long ones that quote somebody."""
    assert telling(text) is expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "a": 1}', {"a": 1}),  # the same twice
        ('{"a": 1, "a": 2}', {"a": [1, 2]}),  # both are kept
        ("{a: .5, 'b': +1., c: 007}", {"a": 0.5, "b": 1, "c": 7}),
        ("{'a': 'say \"no\"', 'b': 'it\\'s'}", {"a": 'say "no"', "b": "it's"}),
        ('{"a": "one\ntwo"}', {"a": "one\ntwo"}),
        ('{"a": "\\alpha \\_ \\u12"}', {"a": "\\alpha _ \\u12"}),
        ('{"a": [1, 2,], # last\n}', {"a": [1, 2]}),
        ('[{"a": 1} {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ("[NaN, -Infinity, 1e999]", ["NaN", "-Infinity", "1e999"]),
    ],
)
def test_json_as_models_write_it(text: str, value: Any) -> None:
    """Whole values are read, and both values of a repeated key kept."""
    assert decode(text) == (value, len(text))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "the ferry st',  # a string is never completed
        '{"a": [1, 2',  # nor a list
        '{"a": "the "ferry" stays"}',  # no guess where a string ends
        '{"a": "b" "c"}',
        '{"a": [1, ...]}',  # something is missing, and this says so
        '{"a": [1,, 2]}',
        "[,]",
        '{"a": perhaps}',
        '{"a" 1}',
        '{"a": /* 1}',
        '{"a":' * 5000 + "1" + "}" * 5000,
        "",
    ],
)
def test_what_is_no_whole_value_is_none(text: str) -> None:
    """Nothing is completed, closed or guessed."""
    with pytest.raises(ValueError, match=r"\w"):
        decode(text)


def test_a_mention_of_the_word_null_stays_where_it_stands() -> None:
    """A word for null is one only where the text does not hold it."""
    held = Document.from_text("“Null and void”, the deckhand said of the null ticket.\n", id="d")
    item = A | {"quote": "Null and void", "speaker": "the deckhand", "time": "null", "claim": "It is void."}
    draft = draft_from(item, DEFAULT_SCHEMA[1], held, 0)
    assert getattr(draft, "time", "") == "null"
    assert getattr(draft_from(item, DEFAULT_SCHEMA[1], DOCUMENT, 0), "time", "") is None


@pytest.mark.parametrize(
    "unit",
    [
        "</think>", "<think></think>", "{}</think>", "```json\n{", "{/*", "{'", "[[", '{"a":[', "{}\n",
        '{"statement": [{"quote": "a",}]}\n', '{"statement": [{"quote": "a"}]}\n', "{'quote': 'a',}, ", '"{',
    ],
)  # fmt: skip
def test_a_reply_that_repeats_itself_is_gone_through_in_linear_time(unit: str) -> None:
    """Four times the text takes about four times as long: the margin is for a busy machine."""

    def seconds(length: int) -> float:
        started = time.process_time()
        with contextlib.suppress(ValueError):
            salvaged(answer_model(DEFAULT_SCHEMA), Said(texts=(unit * (length // len(unit)),)))
        return time.process_time() - started

    short, long = (min(seconds(length) for _ in range(3)) for length in (25_000, 100_000))
    assert long < 10 * short + 0.5  # the least of three: one may fall on the collector's round over all tests


def test_a_value_too_long_to_be_read_leniently_is_said() -> None:
    """The lenient reader is slow, so that it stops at a length that no answer has."""
    text = f"{{'statement': ['{'a' * 2_000_000}', None]}}"
    with pytest.raises(ValueError, match="too long"):
        decode(text)
