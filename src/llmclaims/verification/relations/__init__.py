"""Whether two claims hang together as a relation between them says."""
