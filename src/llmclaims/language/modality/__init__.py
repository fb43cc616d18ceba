"""Whether something is said to be so, may be, or is to come."""
