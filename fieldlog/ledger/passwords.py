"""Passwords: what is taken, how it is kept, and checking one in the same time for anybody."""

import argon2

SHORTEST, LONGEST = 12, 128
# 19 MiB: with the default of 64 MiB eight threads would take half a gigabyte.
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")
COMMON = frozenset(
    (
        "123456789012", "1234567890123", "passwordpassword", "password1234", "password12345",
        "qwertyuiop12", "qwertyuiopas", "iloveyou1234", "letmeinletmein", "administrator",
        "welcome12345", "changeme1234", "abcdefghijkl", "abc123abc123", "000000000000",
        "111111111111", "fieldlogfieldlog", "fieldlog1234", "teacherteacher", "schoolschool",
    )
)  # fmt: skip


def refusal_of(password: str) -> str | None:
    """Why this may not be a password, in a sentence; None when it may."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Between {SHORTEST} and {LONGEST} characters, please."
    if password.casefold() in COMMON or len(set(password)) < 3:
        return "Too many people use this one. Choose another, three or four words for example."
    return None


def keep(password: str) -> str:
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is right; an unknown person takes as long as a known one."""
    try:
        _HASHER.verify(kept or _NOBODY, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return kept is not None
