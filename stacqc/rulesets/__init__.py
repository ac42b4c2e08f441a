"""Rulesets: rule files read, checked and made into rules that run, beside those of modules in Python."""
