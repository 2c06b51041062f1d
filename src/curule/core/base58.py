"""Numbers as short text without look-alikes: the 58 letters of Bitcoin, at a fixed length.

A fixed length keeps the order: of two numbers the greater is also the later text.

    >>> encode(0, length=4), encode(58, length=4), decode("1121")
    ('1111', '1121', 58)
    >>> decode("0OIl") is None
    True

Source: https://datatracker.ietf.org/doc/html/draft-msporny-base58-03, section 2 (the alphabet).
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}


def length_for(number_of_bytes: int) -> int:
    """Return how many letters hold every number of so many bytes."""
    largest, length = (1 << (8 * number_of_bytes)) - 1, 0
    while largest:
        largest, length = largest // len(ALPHABET), length + 1
    return length


def encode(number: int, *, length: int) -> str:
    """Write a number that is not negative; raise `OverflowError` where it needs more letters."""
    letters: list[str] = []
    for _place in range(length):
        number, value = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[value])
    if number:
        raise OverflowError(number)
    return "".join(reversed(letters))


def decode(text: str) -> int | None:
    """Return the number that is written so, or None where a letter is not one of ours."""
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            return None
        number = number * len(ALPHABET) + value
    return number
