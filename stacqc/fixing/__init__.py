"""Mending files: fixes of findings become edits of their text."""
