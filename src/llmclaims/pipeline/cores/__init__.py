"""Articles that need no model, spread over worker processes: ``pieces`` hands them out in order, ``worker`` reads them."""
