"""Invented numbers and names that checks take for real ones: check digits agree, names differ."""

from __future__ import annotations

import hashlib

_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_CONSONANTS = "bcdfghjklmnprstvz"
_VOWELS = "aeiou"


def make_digest(text: str) -> str:
    """Give 64 hexadecimal digits, the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()


def coin_name(serial: int) -> str:
    """Give three words of three syllables, far from those of any other number.

    They hold no number: names are only compared with those that hold the same numbers.
    """
    digest = hashlib.sha256(f"name {serial}".encode()).digest()
    letters = [
        choices[byte % len(choices)]
        for byte, choices in zip(digest, (_CONSONANTS, _VOWELS) * 9, strict=False)
    ]
    return " ".join("".join(letters[n : n + 6]).capitalize() for n in (0, 6, 12))


def make_siren(serial: int) -> str:
    """Nine digits, of which the last makes the Luhn sum a multiple of ten."""
    return _add_luhn(f"{80_000_000 + serial}")


def make_siret(serial: int) -> str:
    """The SIREN of that number and five digits, of which the last checks all of them."""
    return _add_luhn(f"{make_siren(serial)}0001")


def make_isni(serial: int) -> str:
    """Fifteen digits and the check character of ISO/IEC 7064, MOD 11-2."""
    digits = f"00000009{serial:07}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return digits + "0123456789X"[(12 - total % 11) % 11]


def make_ror(serial: int) -> str:
    """A zero, six characters of Crockford's alphabet, and two digits of MOD 97-10."""
    number, letters = 900_000_000 + serial, ""
    for shift in range(25, -1, -5):
        letters += _BASE32[number >> shift & 31]
    return f"0{letters}{98 - number * 100 % 97:02}"


def _add_luhn(digits: str) -> str:
    total = sum(
        sum(divmod(int(digit) * (1 + place % 2), 10))
        for place, digit in enumerate(reversed(digits), 1)
    )
    return f"{digits}{-total % 10}"
