"""The text of a document: its value, what is wrong with it as JSON, and where each value lies in it."""
