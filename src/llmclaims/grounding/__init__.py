"""A quote becomes spans of the source, or the reason why not."""
