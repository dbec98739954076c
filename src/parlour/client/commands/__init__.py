"""The slash commands, in families; importing this fills the table of them, in the order in which /help has them."""
