"""Resolve the styles of an HTML page as a browser does, in bounded work.

``cascade`` gives the styles of each element, ``looks`` what they mean for a reader. CSS is parsed by tinycss2 and
simple selectors are matched by cssselect2; combinators are matched in ``matching``, in one pass down the page, since
a pattern that looks back and forth for each element can be made to take for ever.
"""
