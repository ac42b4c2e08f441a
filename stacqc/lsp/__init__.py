"""The editor server; needs the extra `lsp` and is imported by `stacqc lsp` alone."""
