"""News articles to claims that can be trusted."""
