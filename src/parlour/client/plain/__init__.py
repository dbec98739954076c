"""Plain lines: what arrives is a line, what is typed is sent."""
