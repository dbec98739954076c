"""Bytes and structures of the protocols, without state."""
