"""What holds before a page says anything: the style that browsers give to elements, and class names of custom."""

from __future__ import annotations

SHEET = """
[hidden], area, base, basefont, datalist, head, link, meta, noembed, noframes, param, rp, title, dialog:not([open]),
[popover] { display: none }
[hidden="until-found" i] { display: revert; content-visibility: hidden }
html, body, address, blockquote, center, dialog, div, figure, figcaption, footer, form, header, hr, legend, listing, main,
p, plaintext, pre, search, xmp, article, aside, h1, h2, h3, h4, h5, h6, hgroup, nav, section, dir, dd, dl, dt, menu, ol,
ul, details, fieldset, optgroup, option { display: block }
[hidden="until-found" i]:where(p, div, section, article, aside, li, ul, ol, h1, h2, h3, blockquote) { display: block }
li, summary { display: list-item }
table { display: table }
caption { display: table-caption }
colgroup { display: table-column-group }
col { display: table-column }
thead { display: table-header-group }
tbody { display: table-row-group }
tfoot { display: table-footer-group }
tr { display: table-row }
td, th { display: table-cell }
input, select, button, textarea, meter, progress, marquee { display: inline-block }
dialog { position: absolute; background-color: white; color: black }
h1 { font-size: 2em }
h2 { font-size: 1.5em }
h3 { font-size: 1.17em }
h5 { font-size: .83em }
h6 { font-size: .67em }
small, sub, sup { font-size: smaller }
big { font-size: larger }
rt { font-size: 50% }
pre, listing, xmp, plaintext, [nowrap] { white-space: pre }
nobr { white-space: nowrap }
ul, ol, menu { padding-left: 40px }
blockquote, figure, dd { margin-left: 40px }
a:link { color: #0000ee }
mark { background-color: yellow; color: black }
"""

_UNSEEN = "{ clip-path: inset(100%) }"
CUSTOM = {
    **{
        name: f".{name}:not([class*='not-sr-only'], [class*='not-visually-hidden']) {_UNSEEN}"
        for name in (
            "sr-only",
            "visually-hidden",
            "visuallyhidden",
            "screen-reader-text",
            "screen-reader-only",
            "element-invisible",
            "a11y-hidden",
            "u-hidden",
            "is-hidden",
            "invisible",
            "offscreen",
        )
    },
    "d-none": (
        ".d-none:not([class*=' d-sm-'], [class*=' d-md-'], [class*=' d-lg-'], [class*=' d-xl-'], "
        f"[class^='d-sm-'], [class^='d-md-'], [class^='d-lg-'], [class^='d-xl-']) {_UNSEEN}"
    ),
}
"""Class names that a framework's sheet gives a meaning; only where the page does not give them one itself."""
