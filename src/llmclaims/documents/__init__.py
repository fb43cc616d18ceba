"""Read bytes into documents."""
