"""How names and addresses of people are compared, so that no two look alike and differ."""

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def key_of(text: str) -> str:
    """The text as it is compared: NFKC, casefolded, without space around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_presentable(text: str, longest: int = 120) -> bool:
    """Whether this can stand as a name: something to see, no control or direction marks."""
    return bool(text.strip()) and len(text) <= longest and not any(map(_is_invisible, text))


def is_email(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    plain = is_presentable(text, 254) and not any(character.isspace() for character in text)
    return bool(plain and local and at and "." in domain.strip("."))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE
