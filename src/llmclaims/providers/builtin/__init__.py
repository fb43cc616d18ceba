"""The provider that needs no model: rules for English news."""
