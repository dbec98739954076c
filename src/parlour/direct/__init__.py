"""Two machines that talk without a server between them."""
