"""What is told of a rule outside a run: its page, and its examples as they come out."""
