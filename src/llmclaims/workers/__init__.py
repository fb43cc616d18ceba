"""Work on several cores: processes that do one piece after another beside this one.

``spread`` decides when they pay, ``pool`` gives pieces to them, ``process`` is one of them seen from here and ``child``
what runs in it.
"""
