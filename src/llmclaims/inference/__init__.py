"""A request is asked once and paid for once."""
