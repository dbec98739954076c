"""The protocols: bytes in, decisions and replies out. No I/O."""
