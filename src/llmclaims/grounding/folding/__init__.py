"""Text without its typography, with a map back to offsets."""
