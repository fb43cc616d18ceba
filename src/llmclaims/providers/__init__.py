"""One file a wire protocol: a request becomes a reply."""
