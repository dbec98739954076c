"""What a chat network is: events, decisions and state. Knows no protocol, no socket, no clock."""
