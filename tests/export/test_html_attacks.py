"""What an article or a model could try on the page, in a real browser: nothing runs, and everything is shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.runs.extraction import load
from tests.support.html_browser import Opened, chromium, mark, needs_chromium, written
from tests.support.html_runs import hostile_file

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_chromium
pytest_generate_tests = mark


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the file."""
    with chromium() as found:
        yield found


ATTACKS = [
    "<script>fired()</script>",  # the plain one
    "</script><script>fired()</script>",  # ends the data's own element
    "</SCRIPT ><ScRiPt>fired()</ScRiPt>",  # whatever the case
    "<!--<script>fired()//-->",  # opens the escaped state of script data
    "--><script>fired()</script><!--",  # ends a comment
    "<!--</script><svg onload=fired()>-->",  # comment and end in one
    "]]><script>fired()</script>",  # ends a CDATA section
    "<img src=x onerror=fired()>",  # an event handler
    '"><img src=x onerror="fired()">',  # out of a quoted attribute
    "' onmouseover='fired()' x='",  # a handler in a single-quoted attribute
    '" autofocus onfocus=fired() x="',  # runs without a click
    "` onmouseover=fired() `",  # old browsers' third quotation mark
    "<svg onload=fired()>",  # SVG
    "<svg><script>fired()</script></svg>",  # SVG's own script
    '<svg><a xlink:href="javascript:fired()"><text y="20">here</text></a></svg>',  # a link in SVG
    "<svg><animate onbegin=fired() attributeName=x dur=1s>",  # SVG's own events
    '<math><mtext><table><mglyph><style><img src=x onerror="fired()">',  # MathML's parsing rules
    '<math href="javascript:fired()">here</math>',  # a link in MathML
    '<iframe srcdoc="<script>parent.fired()</script>"></iframe>',  # a document in an attribute
    '<iframe src="javascript:parent.fired()"></iframe>',  # a frame's address
    '<object data="data:text/html,<script>fired()</script>"></object>',  # a plug-in
    "<embed src=javascript:fired()>",  # and another
    '<a href="javascript:fired()">here</a>',  # a link
    "javascript:fired()",  # the bare address
    "jav&#x09;ascript:fired()",  # hidden by a character reference
    "data:text/html;base64,PHNjcmlwdD5maXJlZCgpPC9zY3JpcHQ+",  # a data address
    '<meta http-equiv="refresh" content="0;url=javascript:fired()">',  # leads away
    '<base href="https://example.invalid/">',  # moves every address
    '<link rel="stylesheet" href="https://example.invalid/x.css">',  # a style from elsewhere
    "<style>*{background:url(https://example.invalid/leak)}</style>",  # a style here
    "</style><img src=x onerror=fired()>",  # ends the page's own style
    "red;background-image:url(https://example.invalid/leak)",  # out of a declaration
    "}*{display:none}body::after{content:'fired'}",  # out of a rule
    "expression(fired())",  # a script in a style
    '<noscript><p title="</noscript><img src=x onerror=fired()>">',  # read differently with and without scripts
    "<template><script>fired()</script></template>",  # inert until it is cloned
    "<details open ontoggle=fired()>",  # an element's own event
    "<form action=javascript:fired()><button>here</button></form>",  # a form
    "<input onfocus=fired() autofocus>",  # an input
    "<body onload=fired()>",  # the body's own events
    "<marquee onstart=fired()>",  # forgotten elements
    "<video><source onerror=fired()></video>",  # media
    "{{constructor.constructor('fired()')()}}",  # a template's braces
    "${fired()}",  # a template string
    "@@SCRIPT@@ @@DATA@@",  # this page's own places
    "\\u003cscript\\u003efired()\\u003c/script\\u003e",  # escapes that a second reading would undo
    '","x":fired(),"y":"',  # out of a JSON string
    "\\",  # eats the quotation mark behind it
    "\u2028fired()\u2029",  # ends a line in old scripts
    "\ufeff\u202efired()\u202c\u2066x\u2069",  # turns the reading order
    "\u0000<\u0000script>fired()</script>",  # a character that parsers drop
    "＜script＞fired()＜/script＞",  # full-width brackets, which a careless normalisation would turn
    "\U0001f6df<b onmouseover=fired()>\U0001f6df",  # characters of two units
    "__proto__",  # a key that is more than a key
    "constructor",  # and another
    "toString",  # a name that every object has
    "x' or \"y\" [data-item] > * { }",  # quotation marks and a selector's signs
    'hasOwnProperty"]);fired();(["',  # out of a call
    "<script type=\"module\">import('https://example.invalid/x.js')</script>",  # a module
    "<script src=//example.invalid/x.js></script>",  # a script from elsewhere
    "=cmd|'/c calc'!A1",  # a formula
    "%3Cscript%3Efired()%3C/script%3E",  # percent signs
    "&lt;script&gt;fired()&lt;/script&gt; &amp;",  # references stay as they are
    "&NewLine;&colon;&lpar;",  # named references
]  # fmt: skip
"""Each is tried in every place of a run that an article, a model or a forger can fill."""

CANARY = "window.hits = []; window.fired = (...given) => { window.hits.push(String(given)); };"


@pytest.fixture(scope="module")
def attacked(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A page with all attacks in it, every view of it seen and every card opened."""
    folder = tmp_path_factory.mktemp("hostile")
    run = load(hostile_file(folder / "run.jsonl", ATTACKS))
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    path = written(run, folder / "page.html")
    found = Opened(context, path, before=CANARY)
    page = found.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found.texts = page.locator(".article").evaluate_all(
        "all => all.map(one => [...one.querySelectorAll('.text :is(p, h2)')].map(line => line.textContent))"
    )
    found.opened = page.evaluate("""() => {
        const seen = [];
        for (const count = document.querySelectorAll('.card').length; seen.length < count;) {
            document.querySelector(`[data-item="${seen.length}"] .face`).click();
            const now = document.querySelector('.card.on');
            const button = now.querySelector('.controls .correct');
            if (button) button.click();
            for (const one of document.querySelectorAll('.seg.on')) one.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
            const accept = now.querySelector('.controls .accept');
            seen.push(now.textContent);
            if (accept) accept.click();
        }
        return seen;
    }""")
    for view in "2341":
        page.keyboard.press(view)
        page.wait_for_timeout(100)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    found.path, found.run = path, run
    yield found
    context.close()


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_an_attack_is_shown_as_it_is(attacked, number):
    """Its article and its five cards show the very characters."""
    document = attacked.run.documents[number]
    assert attacked.texts[number] == [one.text for one in document.paragraphs]
    size = 5
    for text in attacked.opened[number * size : (number + 1) * size]:
        assert ATTACKS[number].strip() in text


def test_no_attack_runs(attacked):
    """Nothing fired, nothing was said, nothing was asked for, and no element is there that the page did not make."""
    page = attacked.page
    assert page.evaluate("window.hits") == []
    assert attacked.said == []
    assert attacked.asked == [attacked.path.as_uri()]
    assert page.url == attacked.path.as_uri()
    others = "a, b, iframe, img, object, embed, math, marquee, template, base, link, video, noscript *"
    assert page.locator(others).count() == 1  # the link that skips to the claims
    assert page.locator("script").count() == 2
    assert page.evaluate("({}).polluted") is None
    handlers = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(one => /^(on|style$|src|href)/.test(one.name)).map(one => one.name)"
    )
    assert set(handlers) <= {"href", "style"}


def test_the_policy_stops_what_would_get_through(attacked):
    """Were markup ever to become elements, the policy would still refuse its script, its style and its image."""
    page = attacked.page
    tried = page.evaluate("""async () => {
        const refused = [];
        document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
        try { document.body.innerHTML += '<img src=x onerror=fired()>'; } catch (error) { refused.push(error.name); }
        const script = document.createElement('script');
        try { script.text = 'fired()'; document.body.append(script); } catch (error) { refused.push(error.name); }
        const image = document.createElement('img');
        image.src = 'https://example.invalid/leak';
        document.body.append(image);
        await new Promise((done) => setTimeout(done, 200));
        return refused;
    }""")
    assert "require-trusted-types-for" in tried
    assert "img-src" in tried
    assert page.evaluate("window.hits") == []
