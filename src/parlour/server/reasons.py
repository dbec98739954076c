"""Why the system refused something, as the end of a sentence."""


def reason(error: OSError) -> str:
    """What the system says of it, beginning with a small letter."""
    return (error.strerror or "the system refused it").lower()
