"""The records of a run, in memory and in files."""
