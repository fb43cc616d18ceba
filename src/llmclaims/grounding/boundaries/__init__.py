"""Where a quote may begin and end."""
