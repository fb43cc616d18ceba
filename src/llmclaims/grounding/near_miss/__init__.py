"""The place that a quote nearly matches, and how it differs."""
