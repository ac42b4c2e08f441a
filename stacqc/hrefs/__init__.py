"""Asking servers whether what documents lead to is there."""
