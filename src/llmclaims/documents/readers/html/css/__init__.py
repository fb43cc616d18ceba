"""What the styles of an HTML page say of its elements, resolved as a browser does, in bounded work.

``styles_of`` gives each element's declarations, cascaded; what they mean for a reader is told in ``hidden``.
CSS is parsed by tinycss2 and simple selectors are matched by cssselect2. Combinators are matched here, in one
pass down the page: a pattern that looks back and forth for each element can be made to take for ever.
"""
