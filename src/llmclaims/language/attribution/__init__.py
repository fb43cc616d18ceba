"""Who says what: cues, tags, speakers."""
