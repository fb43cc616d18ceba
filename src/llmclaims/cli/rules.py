"""``llmclaims rules``: what is checked beyond the quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llmclaims.cli import options
from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.verification.model_checks import Check
    from llmclaims.verification.rules.registry import Rule

_HELP = """List the rules that a claim must pass: their codes, what they look for, and an example.

A code says how a finding counts: "reject" keeps the claim out, "flag" marks it, and "flag, strict: reject"
depends on --strict. At the end stands what each language has words for. "soft" marks what is concluded from grammar: a second reading may overrule such a rejection.

\b
Examples:
  llmclaims rules
  llmclaims rules V10
  llmclaims rules --rules my_rules N1
  llmclaims rules NEGATION_OUTSIDE_QUOTE
  llmclaims rules --markdown > docs/rules.md
"""


@click.command("rules", help=_HELP)
@click.argument("name", metavar="[ID|CODE]", required=False)
@options.rules
@click.option("--markdown", is_flag=True, help="Print the page of the documentation instead.")
def command(name: str | None, *, markdown: bool, rules: Sequence[str]) -> int:  # noqa: ARG001 - loaded by then
    """Print every rule, or the one of that id or code, and return the exit code."""
    from llmclaims.verification.model_checks import SHIPPED
    from llmclaims.verification.rules.registry import rules as every

    if markdown:
        click.echo("\n".join(_page(every(), SHIPPED)))
        return 0
    found = [rule for rule in every() if name is None or name.upper() in (rule.id.upper(), *rule.codes)]
    asked = [check for check in SHIPPED if name is None or name.upper() in (check.id, check.code)]
    if not found and not asked:
        raise ConfigError(f"No rule has the id or code {name!r}; llmclaims rules lists them all.")
    for rule in found:
        _print(rule)
    for check in asked:
        click.secho(f"{check.id}  {check.summary}", bold=True)
        click.echo(f"  {check.code} (flag, by a model, only with --check {check.id})\n")
    if name is None:
        click.secho("Languages, and what the rules have words for in them", bold=True)
        for languages, has in _spoken():
            click.echo(f"  {languages}: {has}")
    return 0


def _spoken() -> Iterator[tuple[str, str]]:
    """Yield what languages have words for, and the languages that have just that."""
    from llmclaims.language.coverage import coverage

    alike: dict[tuple[str, ...], list[str]] = {}
    for language, has in coverage().items():
        alike.setdefault(has, []).append(language)
    for has, languages in sorted(alike.items(), key=lambda item: (item[0] != ("every rule",), -len(item[0]))):
        yield " ".join(languages), ", ".join(has)


def _print(rule: Rule) -> None:
    click.secho(f"{rule.id}  {rule.summary}", bold=True)
    for code, level in rule.codes.items():
        click.echo(f"  {code} ({_level(rule, code, level)})")
    click.echo(f"  e.g. {rule.example}\n")


def _level(rule: Rule, code: str, level: str) -> str:
    soft = ", soft" if code in rule.soft else ""
    return f"{level}, strict: reject{soft}" if code in rule.strict else f"{level}{soft}"


def _page(rules: Sequence[Rule], checks: Sequence[Check]) -> Iterator[str]:
    """Yield the page of the documentation, line by line."""
    yield from _PAGE.splitlines()
    for rule in rules:
        codes = ", ".join(f"`{code}` ({_level(rule, code, level)})" for code, level in rule.codes.items())
        worded = " Rests on word lists." if rule.worded else ""
        yield from (
            f"## {rule.id}",
            "",
            f"{rule.summary}{worded}",
            "",
            f"- {codes}",
            f"- e.g. {rule.example}",
            "",
        )
    for check in checks:
        note = f"- `{check.code}` (flag, strict: reject; by a model, where one extracts; `--no-check` leaves it out)"
        yield from (f"## {check.id}", "", check.summary, "", note, "")
    yield from ("## Languages", "", *_LANGUAGES.splitlines(), "")
    yield from ("| languages | the rules have words for |", "|---|---|")
    yield from (f"| {languages} | {has} |" for languages, has in _spoken())


_LANGUAGES = """Rules that rest on words are asked where there are words for the document's language. Where a language has some lists
and no grammar, a quote and its claim are compared word by word. Figures are read in every language, and so is the quote's
place. A claim in a language that no rule has words for is flagged `RULES_NOT_APPLIED`."""

_PAGE = """# The rules

What a claim must pass beside having its words, in the order in which it is asked. The first finding at the level "reject"
refuses the draft; a flag stays on the claim, and `--strict` turns those marked "strict" into rejections. `disable` in
`llmclaims.toml` turns a rule off by its id or by one of its codes; a quote or mention without a place in the source is
refused all the same. So is a draft of impossible size, before any rule is asked (`TOO_LONG`, reject): a quote of more than
20,000 characters, another field of more than 4,000, more than 1,000 filled fields. This page is what `llmclaims rules --markdown` prints.

A code marked "soft" is concluded from grammar: it refuses only where that is right in 95 % of natural cases or more, else it
flags, and a second reading that finds the claim carried turns such a rejection into a flag. The other codes say that words, a
number, a date or a name are not in the source; nothing overrules them.

A rule of your own is a function over a `Case`, registered with `@llmclaims.rule(...)`, in a module that you
import, that `--rules MODULE` names, or that an entry point in the group `llmclaims.rules` names. A run says which modules
its own rules came from, and `verify` asks for those that are not loaded.

"""
