"""Two sides of the same metadata, compared: files against a database, as ordered streams merged by key."""
