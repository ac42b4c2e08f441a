"""From an address to a schema, from schemas to one validator, and from its verdict to a sentence."""
