"""What a statement claims, as one sentence that can stand alone, in the words of the text."""

import re
from collections.abc import Sequence

from llmclaims.providers.builtin.attribution import Attribution
from llmclaims.providers.builtin.clauses import has_clause
from llmclaims.providers.builtin.lexicon import forms, table, words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS
from llmclaims.providers.builtin.people import gender
from llmclaims.providers.builtin.tokens import Token
from llmclaims.schema.annotations import Span


def _is_clause(tokens: Sequence[Token]) -> bool:
    """Tell whether tokens make a sentence by themselves: a subject and a finite verb, not a question."""
    if not tokens or tokens[0].among("question_words", "clause_markers"):
        return False
    return has_clause(tokens, 0, len(tokens))


def claim(one: Attribution, text: str, speaker: str | None, name: str | None, cue: str | None) -> str:
    """Return the proposition: the content itself when it is a clause, else who says it and how, then the content.

    A clause whose subject is a pronoun stands alone only where the pronoun surely is the speaker, whose name it
    then gets; what is denied never stands alone.
    """
    who = name or speaker
    content = _with_lead(one, text)
    if one.about and cue and not _behind(one.speaker, one.cue):
        return _sentence(_passive(one, text, cue, content, who))
    if who is None:
        return _sentence(content)
    clause = _stands_alone(one, text)
    first_person = any(t.among("first_person") for t in one.tokens)
    if clause and not first_person and one.act != "deny":
        head = one.tokens[0]
        if one.lead or not head.among("third_person") or _expletive(one):
            return _sentence(content)
        if _is_speaker(one, head, speaker, name):
            return _sentence(who + content[len(head.text) :])
    elif clause and one.act == "deny" and cue and not _quoted(one):
        return _sentence(f"{who} {cue} that {content}")
    return _sentence(_reported(one, text, who, cue, content, clause=clause or first_person))


def _stands_alone(one: Attribution, text: str) -> bool:
    """Tell whether a content is a clause: it has a verb of its own, or 'that' opens it."""
    opened = one.cue is not None and text[one.cue[1] : one.start].rstrip().endswith(" that")
    clause = one.lead is not None or opened or _is_clause(one.tokens)
    return one.clausal and clause and not _gerund(one)


def _with_lead(one: Attribution, text: str) -> str:
    """Return a content with what stands before the tag and belongs to it: '(The pier), Lund said, (is safe)'."""
    content = _plain(one.tokens, text)
    if one.lead is None:
        return content
    begun = " ".join(text[slice(*one.lead)].split()).strip("“”\"‘’',")
    pause = "," if begun.split()[0].lower() in words("lead_openers") else ""
    return f"{begun}{pause} {content}"


def _behind(speaker: Span | None, cue: Span | None) -> bool:
    """Tell whether a cue stands behind its speaker."""
    return speaker is not None and cue is not None and speaker[0] < cue[0]


def _reported(one: Attribution, text: str, who: str, cue: str | None, content: str, *, clause: bool) -> str:
    """Return who says it and how, then the content: behind a colon where it is no part of the same sentence."""
    head = one.tokens[0]
    whole = clause or (one.clausal and head.capital and head.among("not_names"))
    if cue is None or one.cue is None:
        return f"{who}: {content}"
    if one.lemma in table("cues")["according"]:
        return f"{content}, {cue.lower()} {text[slice(*one.speaker)] if one.speaker else who}"
    if one.noun:
        return _as_verb(one, text, who, cue, content)
    told, *rest = cue.split()
    if one.about and not whole:  # 'remarks, which he described as …'
        about = text[slice(*one.about)]
        article = about.split()[0].lower() in words("articles")
        return (
            f"{who} {told} {about[0].lower() + about[1:] if article else about} {' '.join([*rest, content])}"
        )
    gap = text[one.speaker[1] : one.cue[0]].strip(" ,").split() if one.speaker else []
    verbs = [word for word in gap if not word.endswith("ly") and word not in words("adverbs")]
    going_on = bool(verbs) and verbs[-1] in words("be")
    if told.endswith("ing") and not going_on:  # '…, citing a lack of funds'
        cue = " ".join([forms(one.lemma.split()[0]).get("past", told), *rest])
    verb = " ".join([*gap, cue]) if len(gap) < 4 and all(_auxiliary(word) for word in gap) else cue
    hearer = _hearer(one, text) if cue in words("cues.addressing") else ""
    opened = clause and one.cue[1] < one.start and text[one.cue[1] : one.start].rstrip().endswith(" that")
    apart = whole and (_quoted(one) or (one.start < one.cue[0] and head.capital))
    return f"{who} {verb}{hearer}{':' if apart else ''} {'that ' if opened else ''}{content}"


def _auxiliary(word: str) -> bool:
    return word in words("have", "be", "adverbs") or word.endswith("ly")


def _as_verb(one: Attribution, text: str, who: str, cue: str, content: str) -> str:
    """Return what a reporting noun says with its verb: 'the city's refusal to sell' is 'the city refused to sell'."""
    link = " ".join(cue.split()[1:]) or (text[one.cue[1] : one.start].strip() if one.cue else "")
    kept = f"{one.lemma}-{link}" in words("cues.noun_links") or link == "that"
    owner = table("cues")["owners"].get(who.lower(), who)
    return f"{owner} {forms(one.noun)['past']} {f'{link} ' if kept else ''}{content}"


def _hearer(one: Attribution, text: str) -> str:
    """Return the words behind 'told' that say whom, '' where they are too many to be only that."""
    last = one.cue[1] if one.cue else 0
    behind = text[last : one.start if last < one.start else last + 60]
    said = re.split(r"[^\w\s'’.-]|\b(?:that|in|on|by)\b|(?<![A-Z])\.(?:\s|$)", behind)[0].rstrip()
    final = said.split()[-1:] or [""]
    said = said.removesuffix(".") if final[0].count(".") == 1 else said
    return said if 0 < len(said.split()) < 9 else ""


def _passive(one: Attribution, text: str, cue: str, content: str, who: str | None) -> str:
    """Return a report in the passive with its subject: 'The firm was accused of fraud by a worker'."""
    about = text[slice(*one.about)] if one.about else ""
    last = one.cue[1] if one.cue else 0
    gap = text[last : one.start].strip()
    link = f" {gap}" if one.speaker is None and gap.isalpha() else ""
    return f"{about} {cue}{link} {content}" + (f" by {who}" if who else "")


def _quoted(one: Attribution) -> bool:
    """Tell whether a content is in the words of its speaker, as far as its first word says."""
    return one.tokens[0].quotation not in {-1, *one.cue_quotations}


def _gerund(one: Attribution) -> bool:
    """Tell whether a content is what somebody denies or proposes doing: '(denied) saying that …'."""
    beside = one.cue is not None and one.cue[1] + 1 == one.start
    return beside and one.tokens[0].tagged("ing") and one.act != "assert"


def _expletive(one: Attribution) -> bool:
    """Tell whether 'it' at the head of somebody's own words need not stand for anything: '“It is time to go”'."""
    return one.tokens[0].among("it_subject") and _quoted(one)


def _is_speaker(one: Attribution, pronoun: Token, speaker: str | None, name: str | None) -> bool:
    """Tell whether 'he' or 'she' in an indirect report is the one who speaks."""
    if _quoted(one) or not pronoun.among("third_singular") or name is None or not name[0].isupper():
        return False
    own = (speaker or "").lower()
    if own in words("subject_pronouns"):
        return own == pronoun.lower
    return gender(name) == ("m" if pronoun.among("masculine") else "f")


def _plain(tokens: Sequence[Token], text: str) -> str:
    """Return the content without quotation marks, its white space in single blanks."""
    kept: list[str] = []
    last = None
    for token in tokens:
        if token.text in QUOTE_MARKS - {"‘", "‹", "›"}:
            kept.append(
                " " if kept and kept[-1][-1:].isalnum() and text[token.end : token.end + 1].isalnum() else ""
            )
            continue
        if last is not None and last < token.start and any(c.isspace() for c in text[last : token.start]):
            kept.append(" ")
        elif last is not None and last < token.start and text[last : token.start].strip("“”\"'‘’") != "":
            kept.append(text[last : token.start])
        kept.append(token.text)
        last = token.end
    return " ".join("".join(kept).split())


def _sentence(content: str) -> str:
    content = content[:1].upper() + content[1:]
    return content if content.rstrip("”\"'’)")[-1:] in {".", "?", "!"} else content.rstrip(",;:") + "."
