"""IRC: one conversation with a client, from its first byte to its last."""
