"""Plain text: what people type into nc, telnet and openssl s_client, and what they are shown."""
