"""The client: one engine without sockets or a screen, the link that feeds it, and its faces."""
