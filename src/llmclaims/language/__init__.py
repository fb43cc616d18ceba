"""What a sentence says; no draft and no document is known here."""
