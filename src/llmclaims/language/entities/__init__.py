"""People and organisations in a text: their names, and whom a mention means."""
