"""What a model fills, and what comes back."""
