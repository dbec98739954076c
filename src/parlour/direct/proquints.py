"""Words that can be spoken, for bits. Source: https://arxiv.org/html/0901.4016"""

_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


def proquints(bits: bytes) -> str:
    """A word of five letters for each two bytes, with hyphens between them."""
    pairs = zip(bits[::2], bits[1::2], strict=True)
    return "-".join(_word(high << 8 | low) for high, low in pairs)


def _word(number: int) -> str:
    return (
        _CONSONANTS[number >> 12]
        + _VOWELS[number >> 10 & 3]
        + _CONSONANTS[number >> 6 & 15]
        + _VOWELS[number >> 4 & 3]
        + _CONSONANTS[number & 15]
    )
