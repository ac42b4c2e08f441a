"""The closed set of checks that look across documents, by idea one module each."""

from stacqc.folds import alike, covering, same_keys, sets, summaries, uniqueness
from stacqc.folds.base import FOLDS, GroupFold

__all__ = ["FOLDS", "GroupFold", "alike", "covering", "same_keys", "sets", "summaries", "uniqueness"]
