"""Runs over many documents: several processes, other machines, what is known from the last run."""
