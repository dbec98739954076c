"""The server: the only asyncio on this side of the wire."""
