"""What holds before a page says anything: the style that browsers give to elements, and class names of custom."""

from __future__ import annotations

from llmclaims.documents.readers.html.css.tokens import resource

SHEET = resource("browser.css")

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
