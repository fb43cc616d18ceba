"""Bytes become a document."""
