"""The tests: a folder for each package of the library, whole runs in ``scenarios``, what they share in ``support``."""
