"""Random words that open something to whoever has them: 256 bits, kept as their hash alone."""

import hashlib
import re

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def is_token(text: str) -> bool:
    return bool(_TOKEN.fullmatch(text))


def hash_of(token: str) -> bytes:
    """Its SHA-256, 32 bytes; of any text, so that an odd one is as unknown as a random one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
