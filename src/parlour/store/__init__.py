"""Stores: what keeps events and answers questions about the past."""
