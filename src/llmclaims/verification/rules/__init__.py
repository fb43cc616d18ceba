"""What must hold beyond the quote: one family of rules a file, each rule a small function over a Case.

``registry`` keeps the rules, ``case`` is what a rule sees; the words that rules rest on stand in data files
per language.
"""
