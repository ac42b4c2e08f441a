"""From what a user names to documents: files, trees, lines, stores of objects, APIs, databases, objects in memory."""
