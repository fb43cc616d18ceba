"""Settings, and what a run may touch outside itself."""
