"""The look of a text in its element: what the elements around it pass on, and what its own style changes."""

from dataclasses import dataclass, replace
from typing import Any

from llmclaims.documents.readers.html.css.boxes import Box, Sizes
from llmclaims.documents.readers.html.css.cascade import Style
from llmclaims.documents.readers.html.css.colours import (
    BLACK,
    NIGHT,
    WHITE,
    Colour,
    colour,
    over,
    same,
    shades_in,
)
from llmclaims.documents.readers.html.css.layout import box_of
from llmclaims.documents.readers.html.css.shapes import (
    clipped_away,
    masked_out,
    nothing_left,
    opacity_left,
    recoloured,
    shade_of,
)
from llmclaims.documents.readers.html.css.tokens import idents, solid, texts, word
from llmclaims.documents.readers.html.css.values import Ground, amount

FAINT = 0.05
_TINY = 2.0  # pixels: smaller letters are not for readers
_TIGHT = -0.5  # of the letters' size: letters that are pushed together more lie on one another
_FAR = 200.0  # pixels: a shadow there is not that of these letters
_NAMED_SIZES = {name: float(size) for name, size in texts("font_sizes").items()}
_NO_TEXT = frozenset({"none", "table-column", "table-column-group"})
_BLOCKS = frozenset({"inline", "contents"})
_LETTER = 0.5


_BOX = Box()


@dataclass(frozen=True, slots=True)
class Look:
    """What an element passes on to those in it. ``gone``: nothing of it is shown, whatever is in it.

    ``ground`` is what is behind the text, None where that is a picture; ``named`` says that the page itself
    names the colour of letters and of their ground, so that no sheet elsewhere is needed to know them.
    """

    gone: bool = False
    visible: bool = True
    letter: float = 16.0
    root: float = 16.0
    line: float = 1.2  # in parts of the letters' size
    letters: Colour = BLACK
    fill: Colour | None = None
    ground: Colour | None = WHITE
    named: tuple[bool, bool] = (False, False)
    marked: bool = False  # by a shadow, a line around the letters or a picture in them
    alpha: float = 1.0
    indent: tuple[Any, ...] = ()
    nowrap: bool = False
    tight: bool = False
    secret: bool = False
    box: Box = _BOX

    def hides(self, *, external: bool) -> bool:
        """Tell whether the text that stands in the element itself is not to be seen.

        ``external``: the page has sheets elsewhere, which may name colours.
        """
        if not self.visible or self.secret or self.tight or self.box.turned:
            return True
        if self.letter * self.box.size < _TINY or self.alpha <= FAINT:
            return True
        if self._has_colour_of_ground(external=external):
            return True
        indent = amount(self.indent, Ground(self.letter, self.root, self.box.width)) or 0.0
        return self.box.is_away(self.line * self.letter, self.letter, indent=indent, nowrap=self.nowrap)

    def _has_colour_of_ground(self, *, external: bool) -> bool:
        if self.marked:
            return False
        shade = self.letters if self.fill is None else self.fill
        shade = shade._replace(alpha=shade.alpha * self.alpha)
        if shade.alpha <= FAINT:
            return True
        if self.ground is None or (external and not all(self.named)):
            return False
        return same(shade, self.ground)


def look_of(style: Style, above: Look, length: int, *, root: bool) -> Look:
    """Return the look of an element, ``length`` letters in it; ``root``: it is the page, which is shown."""
    values = style.values
    letter = _letter(values, above)
    look = replace(
        above,
        letter=letter,
        root=letter if above.box.display == "" else above.root,
        line=_line(values, above, letter),
    )
    ground = Ground(letter, look.root, above.box.width, look.line * letter)
    sizes = Sizes(values, ground, length * letter * _LETTER)
    look = _inherited(values, look, letter)
    look = _coloured(style, look)
    look = replace(look, box=box_of(sizes, above.box, root=root))
    if root:
        return replace(look, gone=False, visible=True, alpha=1.0)
    return _faded(values, look, ground, sizes)


def _inherited(values: Any, look: Look, letter: float) -> Look:
    changed: dict[str, Any] = {}
    if "visibility" in values:
        changed["visible"] = word(values["visibility"]) == "visible"
    if "text-indent" in values:
        changed["indent"] = tuple(one for one in solid(values["text-indent"]) if one.type != "ident")
    if "white-space" in values:
        changed["nowrap"] = word(values["white-space"]) in ("nowrap", "pre")
    if "letter-spacing" in values:
        spacing = amount(values["letter-spacing"], Ground(letter, look.root)) or 0.0
        changed["tight"] = letter > 0 and spacing / letter <= _TIGHT
    if "-webkit-text-security" in values:
        changed["secret"] = word(values["-webkit-text-security"]) != "none"
    return replace(look, **changed) if changed else look


def _letter(values: Any, above: Look) -> float:
    value = values.get("font-size")
    if value is None:
        return above.letter
    name = word(value)
    if name in _NAMED_SIZES:
        return _NAMED_SIZES[name]
    if name in ("smaller", "larger"):
        return above.letter * (1.2 if name == "larger" else 1 / 1.2)
    found = amount(value, Ground(above.letter, above.root, above.letter))
    return above.letter if found is None else max(0.0, found)


def _line(values: Any, above: Look, letter: float) -> float:
    """Return the height of a line in parts of its letters' size."""
    value = values.get("line-height")
    if value is None:
        return above.line
    words = solid(value)
    if word(value) == "normal" or not words:
        return 1.2
    if words[0].type == "number":
        return float(words[0].value)
    found = amount(value, Ground(letter, above.root, letter))
    return 1.2 if found is None or letter <= 0 else found / letter


def _coloured(style: Style, look: Look) -> Look:
    values = style.values
    if "color-scheme" in values and look.box.display == "":
        names = idents(values["color-scheme"])
        if "dark" in names and "light" not in names:
            look = replace(look, letters=WHITE, ground=NIGHT)
    letters, fill, named = look.letters, look.fill, look.named
    if "color" in values:
        letters = colour(values["color"][0], look.letters) or Colour(*look.letters[:3], alpha=1.0)
        named = (True, style.stated or named[1])
    if "-webkit-text-fill-color" in values:
        value = values["-webkit-text-fill-color"][0]
        fill = None if word((value,)) == "currentcolor" else colour(value, letters)
    look = replace(look, letters=letters, fill=fill, named=named)
    if "text-shadow" in values:
        look = replace(look, marked=_casts(values["text-shadow"]))
    stroke = values.get("-webkit-text-stroke-width")
    if stroke and (amount(stroke, Ground()) or 0) > 0:
        line = values.get("-webkit-text-stroke-color", ())
        drawn = colour(line[0], look.letters) if line else look.letters
        seen = drawn is None or look.ground is None or not same(drawn, look.ground)
        look = replace(look, marked=seen)
    return _grounded(values, look)


def _grounded(values: Any, look: Look) -> Look:
    """Return the look with what is behind its text, which may also be what fills the letters."""
    image = values.get("background-image", ())
    painted = bool(image) and word(image) != "none"
    value = values.get("background-color")
    shade = None if value is None else colour(value[0], look.letters)
    even = shade_of(tuple(one for one in image if one.type in ("function", "url"))) if painted else None
    if "text" in idents(values.get("background-clip", ())):
        fill = even if painted else shade
        seen = fill is None or look.ground is None or not same(fill, look.ground)
        return replace(look, marked=seen) if painted or shade else look
    if painted and even is None:
        return replace(look, ground=None, named=(look.named[0], True))
    if even is not None and even.alpha > FAINT:
        shade = even
    if value is not None and shade is None:
        return replace(look, ground=None)
    if shade is None or shade.alpha == 0:
        return look
    behind = over(shade, look.ground) if look.ground is not None else shade if shade.alpha > 0.9 else None
    return replace(look, ground=behind, named=(look.named[0], True))


def _casts(shadow: tuple[Any, ...]) -> bool:
    """Tell whether a shadow of letters can be seen."""
    if word(shadow) == "none":
        return False
    shades = shades_in(shadow, BLACK)
    if any(abs(amount([one], Ground()) or 0.0) > _FAR for one in shadow):
        return False
    return not shades or any(one.alpha > FAINT and not same(one, WHITE) for one in shades)


def _faded(values: Any, look: Look, ground: Ground, sizes: Sizes) -> Look:
    """Return the look with what hides an element and everything in it."""
    display = look.box.display
    if sizes.word("display") in _NO_TEXT:
        return replace(look, gone=True)
    if sizes.word("display") == "contents":
        return look
    alpha = look.alpha
    if "opacity" in values:
        strength = amount(values["opacity"], Ground(whole=1.0))
        alpha *= 1.0 if strength is None else max(0.0, min(1.0, strength))
    alpha *= opacity_left(values.get("filter", ()))
    gone = alpha <= FAINT
    if "filter" in values and "background-color" not in values and "background-image" not in values:
        fill = None if look.fill is None else recoloured(values["filter"], look.fill)
        look = replace(look, letters=recoloured(values["filter"], look.letters), fill=fill)
    width = max(look.box.width, 1.0)
    height = look.box.height or sizes.height(width)
    gone = gone or nothing_left(values.get("clip-path", ()), ground, width, height)
    gone = gone or masked_out(values.get("mask-image", ()), values.get("mask-size", ()))
    for name in ("content", "offset-path"):  # a picture in place of the text, and a path that is not followed
        gone = gone or any(one.type in ("function", "url") for one in values.get(name, ()))
    if sizes.word("position") in ("absolute", "fixed"):
        gone = gone or clipped_away(values.get("clip", ()), ground, width, height)
    if display not in _BLOCKS and sizes.word("content-visibility") == "hidden":
        gone = True
    return replace(look, alpha=alpha, gone=gone)
