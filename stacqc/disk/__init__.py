"""What stacqc reads and writes beside the documents: bundled data, files that a user names, and its cache folder."""
