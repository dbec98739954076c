"""The client on the whole screen. Nothing else of the client imports textual."""
