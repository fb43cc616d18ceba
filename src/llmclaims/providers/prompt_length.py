"""Whether a server read the whole prompt, by the tokens that it counted.

Some servers cut a prompt that is longer than their context and answer the rest as if it were all. No tokenizer of
a provider is at hand, so what is computed is the fewest tokens that any of them can need.
"""

import re

from llmclaims.errors import ProviderError
from llmclaims.providers.base import Reply, Request

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana and Han
)
_SIGNS = r"""!-/:-@\[-`{-~«»‐-⁞、。！？，"""
_UNIT = re.compile(rf"[{_UNSPACED}]{{1,8}}|[^\s{_SIGNS}{_UNSPACED}]{{1,16}}|[{_SIGNS}]{{1,32}}(?=\s|$)")
"""What takes a token at least: eight characters of a script without spaces, a word or 16 characters of one, and
the signs at the end of one; signs in front of a word may be one token with it."""
_MARGIN = 0.85
"""A server that counts less than this share of the fewest tokens has not read them all."""
_SHORT = 700
"""Fewer tokens fit into every context that is in use, so a small count beside them is another way of counting."""
_UNCOUNTED = 64
"""A server that counts less than this counts something else: what was not in its cache, or nothing."""


def fewest_tokens(text: str) -> int:
    """Return the fewest tokens that a text can be: no tokenizer in use joins words, though all split some."""
    return sum(1 for _ in _UNIT.finditer(text))


def refuse_cut_prompt(request: Request, reply: Reply) -> None:
    """See that the last message was read as a whole; what stands before it may be in the server's own cache.

    Raises:
        ProviderError: the server counted fewer tokens than that message has.
    """
    counted = reply.usage.input_tokens + reply.usage.cached_input_tokens
    if counted < _UNCOUNTED or not request.messages:
        return
    content = request.messages[-1].content
    if counted >= _MARGIN * len(content):  # no token is less than a character
        return
    fewest = fewest_tokens(content)
    if fewest < _SHORT or counted >= _MARGIN * fewest:
        return
    several = len(request.paragraphs) > 1
    what = "several paragraphs and their context" if several else "a paragraph and its context"
    error = ProviderError(
        f"{reply.provider} ({reply.model}) counted {counted:,} tokens for {what} of at least "
        f"{fewest:,}: the server cut the prompt; raise its context length (Ollama: num_ctx or OLLAMA_CONTEXT_LENGTH, "
        f"llama.cpp: -c, vLLM: --max-model-len), or {'lower request_characters' if several else 'split the paragraph'}.",
        provider=reply.provider,
        model=reply.model,
    )
    error.about_text = several  # one of them may be short enough
    raise error
