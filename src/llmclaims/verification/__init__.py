"""A draft becomes a claim, or a rejection that says why."""
