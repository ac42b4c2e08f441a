"""The kinds of defect, grouped by idea."""
