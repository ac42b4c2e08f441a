"""What properties a catalog has: their types, coverage and values, and where the odd ones are."""
