"""Articles in the rows of a table."""
