"""Views of a run's tables that people ask first, in SQL that DuckDB and SQLite read alike."""

ARTICLES = """
    SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY id) AS copy FROM documents) WHERE copy = 1"""
"""Each article once: the same text may have been read from two files."""

PORTABLE = {
    "statements_by_speaker": """
        SELECT coalesce(c.speaker_name, c.speaker,
                        CASE c.speaker_type WHEN 'author' THEN 'the author' ELSE 'unnamed' END) AS who, c.speaker, c.cue, c.act, c.polarity,
               c.form, c.claim, c.quote, c.time_value, c.verdict, d.title, d.path, c.document, c.start, c."end", c.id
        FROM claims c LEFT JOIN articles d ON d.id = c.document
        WHERE c.kind = 'statement' ORDER BY who, c.document, c.start""",
    "speakers": """
        SELECT who, count(*) AS statements, count(DISTINCT document) AS articles
        FROM statements_by_speaker GROUP BY who ORDER BY statements DESC, who""",
    "events_by_date": """
        SELECT c.time_value AS date, c.time_anchor AS dated_by, c.type, c.trigger, c.participants, c.location,
               c.modality, c.polarity, c.quote, c.verdict, d.title, d.path, c.document, c.start, c."end", c.id
        FROM claims c LEFT JOIN articles d ON d.id = c.document
        WHERE c.kind = 'event' ORDER BY date NULLS LAST, c.document, c.start""",
    "rejections_by_code": """
        SELECT code, count(*) AS drafts, count(DISTINCT document) AS articles,
               min(message) AS example, min(quote) AS quote, min(nearest_text) AS nearest
        FROM rejections GROUP BY code ORDER BY drafts DESC, code""",
}
"""Each view by its name, in the order in which they can be made; ``articles`` comes before them."""
