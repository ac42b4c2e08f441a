"""Files as one side of a comparison: their documents in the order of (collection, id)."""
