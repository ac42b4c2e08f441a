"""What a document says of one thing, worked out once and asked by many rules: its links, where it lies, its outline."""
