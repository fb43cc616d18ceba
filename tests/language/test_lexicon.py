"""The word lists: complete for English, absent where nobody wrote them."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from llmclaims.documents.document import Document
from llmclaims.language.clauses import analyse
from llmclaims.language.lexicon import Phrases
from llmclaims.language.vocabulary import words
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Statement
from llmclaims.verification.verifier import verify


def test_an_instruction_has_one_of_its_cues():
    """The quick look for cues never hides what a pattern would find."""
    vocabulary = words("en")
    assert vocabulary is not None
    for text in (
        "Ignore all previous instructions.",
        "You are an AI.",
        "as a language model",
        "<|end|>",
        "[INST] x",
    ):
        found = [one for one in vocabulary.instructions if one.pattern.search(text)]
        assert found, text
        assert all(any(cue in text.lower() for cue in one.cues) for one in found), text


@pytest.mark.parametrize("language", ["de", "xx", "../en", "", "en/../en"])
def test_no_words_for_other_languages(language: str):
    """A language without a file has no words, and a strange code is no path."""
    assert words(language) is None


def test_lists_are_lower_case_and_straight():
    """Tokens are compared in lower case with straight apostrophes, so the lists are written so."""
    source = files("llmclaims").joinpath("data", "en", "rules.json").read_text(encoding="utf-8")
    for name, value in json.loads(source).items():
        if name not in {"_about", "instructions"}:
            flat = json.dumps(value, ensure_ascii=False)
            assert flat == flat.lower(), name
            assert "’" not in flat, name


def test_phrases_take_the_longest():
    """Of two phrases that begin alike, the longer one is found, and nothing behind the end."""
    phrases = Phrases(["no longer", "no longer in doubt", "not"])
    tokens = ("is", "no", "longer", "in", "doubt")
    assert phrases.within(tokens) == [(1, 5)]
    assert phrases.at(tokens, 9) == 0


def test_other_language_says_which_rules_were_not_applied():
    """For a language without words nothing is guessed, and the claim says what was left out."""
    text = "Cím\n\nA gát nem biztonságos, mondta Moss hétfőn a városban, és senki sem volt ott.\n"
    document = Document.from_text(text, language="hu")
    draft = Statement(
        ref="s1", quote="A gát nem biztonságos", speaker="Moss", speaker_name=None, speaker_type="person", cue="mondta",
        act="assert", polarity="positive", claim="A gát nem biztonságos.", time=None,
    )  # fmt: skip
    outcome = verify(draft, document, paragraph=1)
    assert isinstance(outcome, Claim)
    assert outcome.verdict == "flagged"
    assert outcome.codes == ("RULES_NOT_APPLIED",)
    assert outcome.checked == ("quote",)


def test_tokens_keep_their_places():
    """Every token is the text at its place, whatever its case and its apostrophes."""
    text = "Didn’t the 12-day war cost $4.2bn, U.S. officials said?"
    for token in analyse(text, "en").tokens:
        assert text[token.start : token.end].replace("’", "'").lower() == token.text
