"""Articles become records."""
