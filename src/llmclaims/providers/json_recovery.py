"""Items out of an answer that is not quite the JSON that was asked for: the same for every wire protocol.

Models think aloud, wrap JSON in fences and prose, spread an answer over several objects, break off at a length
limit, or spoil one item. Every item that is complete is kept as it came; none is completed or guessed. An answer
is whole only when nothing of it was left over.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from llmclaims.providers.relaxed_json import decode, decode_relaxed
from llmclaims.providers.reply_items import Account, Kinds, kinds_of, merged, number_of
from llmclaims.schema.answer import PARAGRAPH

logger = logging.getLogger(__name__)

_PATIENCE = 100
"""Failed attempts to decode in one text: what bounds the work on hostile input."""
_RELAXED = 3
"""How often a text may be gone through for values that the standard does not know, in times its length."""
_MOST_RELAXED = 3_000_000
"""Characters that are gone through for them at most: some seconds."""
_MOST_VALUES = 200_000
"""Values of one text that are kept. More are no answer that was asked for, and each takes memory."""
_THOUGHT = r"think|thinking|thought|thoughts|reasoning|analysis|scratchpad|reflection"
_MARK = re.compile(
    rf"(?P<opened><(?:\w+:)?(?:{_THOUGHT})>|\[THINK\]|◁think▷|<\|channel\|>\s*analysis\s*<\|message\|>)"
    rf"|(?P<closed></(?:\w+:)?(?:{_THOUGHT})>|\[/THINK\]|◁/think▷|<\|channel\|>\s*final\s*<\|message\|>)"
    rf"|[\"']{PARAGRAPH}[\"']\s*:\s*[\"']?(?P<number>\d{{1,9}})"
    r"|(?P<key>[\"'](?P<name>[\w -]{1,80})[\"']\s*:\s*\[)|(?P<value>[{\[])",
    re.IGNORECASE,
)
_LIKE_JSON = re.compile(r"""\{\s*(?:["'{}#]|//|/\*|\w+\s*:|$)|\[\s*(?:["'{\[]|$)""")
_LONG = re.compile("length|max|token|context", re.IGNORECASE)
_LONGEST_REASON = 80
_FENCE = re.compile(r"```\w*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reply says, in whatever protocol.

    ``calls`` are the tools called, each with its arguments; ``thought`` is what stands apart as the model's
    thinking; ``stopped`` is why the answer ended before its end, in the provider's word, "" where it did not.
    """

    texts: tuple[str, ...] = ()
    calls: tuple[tuple[str, Any], ...] = ()
    thought: str = ""
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What is complete of an answer: its items by key, whether it was ``whole``, and the numbers of its ``entries``."""

    items: dict[str, list[Any]]
    whole: bool
    entries: frozenset[int] = frozenset()


def salvaged(answer: type[BaseModel], said: Said, who: str = "the model") -> Salvaged:
    """Return what is complete of an answer.

    Items under a key that was not asked for are there, too. What is left aside is written to the log. In an answer
    about numbered paragraphs each item has the number of its paragraph under "paragraph", where one was given, and
    ``entries`` are the paragraphs of which the whole entry was read.

    Raises:
        ValueError: there is no answer; the message says what there is in its place.
    """
    kinds = kinds_of(answer)
    scans = [_called(name, given, kinds, answer.__name__) for name, given in said.calls]
    scans += [_scan(text, kinds) for text in said.texts if text.strip()]
    aloud = said.thought + "".join(one.thought for one in scans)
    if not any(one.known for one in scans) and (last := _last_thought(aloud, kinds)) is not None:
        logger.info("%s gave its answer as the end of its thinking", who)
        scans, aloud = [last], ""
    if not any(one.known for one in scans):
        raise ValueError(_in_its_place(scans, said, aloud, kinds))
    _note(who, scans, aloud)
    held = [account for one in scans for account in one.accounts if account.known or not one.broken]
    whole = not said.stopped and not any(one.broken for one in scans)
    return Salvaged(merged(held, kinds), whole, frozenset(number for one in held for number in one.entries))


@dataclass(slots=True)
class _Scan:
    """What one text holds: decoded values, and whether something in it looks like JSON and is none."""

    accounts: list[Account] = field(default_factory=list)
    broken: bool = False
    empty: bool = False
    thought: str = ""
    prose: str = ""
    tool: str = ""

    @property
    def known(self) -> bool:
        """Tell whether there is an answer in it, be it an empty one."""
        return self.empty or any(one.known for one in self.accounts)


def _called(name: str, given: Any, kinds: Kinds, asked: str) -> _Scan:
    """Return what a call holds; only the tool that was offered may say by an empty call that there is nothing."""
    if isinstance(given, str):
        scan = _scan(given, kinds)
    else:
        account = Account(kinds)
        account.take(given)
        scan = _Scan(accounts=[account], empty=given == {})
    offered = not name or name.casefold() in (asked.casefold(), "answer")
    scan.empty = scan.empty and offered
    scan.tool = "" if offered else name
    return scan


@dataclass(slots=True)
class _Tries:
    """What may still be spent on a text's values that are not the standard's JSON: attempts, and characters."""

    characters: int
    failures: int = _PATIENCE

    def value_at(self, text: str, start: int) -> tuple[Any, int] | None:
        """Return the value at ``start`` with its end; None where none can be read."""
        try:
            return decode(text, start, relaxed=False)
        except ValueError:
            self.characters -= start // 1000  # the decoder counts all lines before an error
        if self.characters > 0:
            try:
                value, end = decode_relaxed(text, start)
            except ValueError:
                self.characters -= len(text) - start
            else:
                self.characters -= end - start
                return value, end
        self.failures -= 1
        return None


def _scan(text: str, kinds: Kinds) -> _Scan:
    """Go through a text once: what it thinks aloud is put apart, each value is decoded, a broken one mined."""
    scan, broken, text = _Scan(), Account(kinds), _once(text)
    tries = _Tries(min(_RELAXED * len(text), _MOST_RELAXED))
    position, beside, current = 0, 0, ""
    thought: list[slice] = []
    prose: list[slice] = []
    while found := _MARK.search(text, position):
        start, position = found.span()
        if found["opened"]:
            closing = next((one for one in _MARK.finditer(text, position) if one["closed"]), None)
            thought.append(slice(position, closing.start() if closing else None))
            prose.append(slice(beside, start))
            position = beside = closing.end() if closing else len(text)
        elif found["closed"]:  # opened by the prompt's template, out of sight
            scan, broken, current = _Scan(), Account(kinds), ""
            thought, prose, beside = [slice(start)], [], position
        elif found["number"]:
            broken.number = number_of(found["number"]) if kinds.numbered else None
        elif found["key"]:
            current = kinds.named(found["name"]) or ""
            scan.broken = scan.broken or bool(current)
            broken.known = broken.known or bool(current)
        elif _LIKE_JSON.match(text, start):
            full = not tries.failures or len(scan.accounts) >= _MOST_VALUES
            if full or (read := tries.value_at(text, start)) is None:
                scan.broken = True
                continue
            value, position = read
            prose.append(slice(beside, start))
            beside = position
            scan.empty = value == {} and (scan.empty or not scan.accounts)
            if value != {}:
                _sort(value, scan, broken, current)
                if scan.accounts and scan.accounts[-1].entries:
                    broken.number = None
    prose.append(slice(beside, None))
    scan.thought, scan.prose = "".join(text[one] for one in thought), "".join(text[one] for one in prose)
    scan.empty = scan.empty and not scan.broken and not _FENCE.sub("", scan.prose)
    scan.accounts += [broken] if broken.known else []
    return scan


def _once(text: str) -> str:
    """Return the text in a text that is a JSON string as a whole."""
    bare = text.strip()
    if bare.startswith('"'):
        try:
            inner, end = decode(bare, relaxed=False)
        except ValueError:
            return text
        return inner if isinstance(inner, str) and end == len(bare) else text
    return text


def _sort(value: Any, scan: _Scan, broken: Account, current: str) -> None:
    """Put a decoded value where it belongs: among the items of a broken answer, or to what is whole."""
    # One with few of the fields is nested in an item that is broken itself.
    if scan.broken and current and isinstance(value, dict) and broken.kinds.share(current, value) >= 0.5:
        broken.add(current, value)
        return
    account = Account(broken.kinds)
    account.take(value)
    scan.accounts.append(account)


def _last_thought(text: str, kinds: Kinds) -> _Scan | None:
    """Return the answer that a model's thinking ends with, where there is no other; None where it ends otherwise."""
    text = _MARK.sub(lambda found: " " if found["opened"] or found["closed"] else found.group(), text)
    scan = _scan(text, kinds)
    known = [one for one in scan.accounts if one.known]
    rest = _FENCE.sub("", text[max(text.rfind("}"), text.rfind("]")) + 1 :])
    if not known or scan.broken or rest:
        return None
    if not known[-1].items and _FENCE.sub("", scan.prose):
        return None  # an empty answer that was only thought of
    return _Scan(accounts=known[-1:])


def _in_its_place(scans: Sequence[_Scan], said: Said, aloud: str, kinds: Kinds) -> str:
    """Return what a reply without an answer holds."""
    long = "; raise its limit on output tokens" if at_its_limit(said.stopped) else ""
    stopped = f" (it stopped with {said.stopped[:_LONGEST_REASON]}{long})" if said.stopped else ""
    asked = ", ".join(kinds.fields)
    held = [account for scan in scans for account in scan.accounts]
    keys = [key for one in held for key in (one.seen or (*one.items, *one.aside))]
    if tools := [scan.tool for scan in scans if scan.tool]:
        return f"a call of {tools[0][:80]!r}, a tool that it was not offered{stopped}"
    if keys:
        there = ", ".join(dict.fromkeys(keys))[:200]
        return f"an answer that holds no JSON of the kind asked for: {there} in place of {asked}{stopped}"
    if any(_FENCE.sub("", scan.prose) or scan.broken for scan in scans):
        return f"an answer that holds no JSON of the kind asked for{stopped}"
    if aloud.strip():
        return f"its thinking ({len(aloud):,} characters) and no answer{stopped}"
    return f"an empty answer{stopped}"


def at_its_limit(stopped: str) -> bool:
    """Tell whether the reason to stop is the limit on tokens, in any provider's word."""
    return bool(_LONG.search(stopped))


def _note(who: str, scans: Sequence[_Scan], aloud: str) -> None:
    """Write to the log what is left aside knowingly."""
    prose = sum(len(_FENCE.sub("", one.prose)) for one in scans)
    keys = {key[:80] for scan in scans for account in scan.accounts for key in account.aside}
    if aloud.strip() or prose:
        logger.info(
            "%s: left aside %d characters of thinking and %d around the answer", who, len(aloud), prose
        )
    if keys:
        logger.info("%s: left aside what stands under %s, which is no claim", who, ", ".join(sorted(keys)))
