"""JSON read strictly, in time that grows with its length alone."""

import time

import pytest

from fieldlog.strict_json import NotStrict, read


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"NaN",
        b"1e999",
        b"9" * 5000,
        b'{"a":1,"a":2}',
        b"[" * 9 + b"]" * 9,
        b'"\xff"',
        b"9007199254740993",
    ],
)
def test_what_two_readers_could_understand_differently_is_refused(body: bytes) -> None:
    with pytest.raises(NotStrict):
        read(body)


def test_brackets_in_text_are_no_depth() -> None:
    assert read(b'{"a":"[[[[[[[[[[[[ \\" [[[["}') == {"a": '[[[[[[[[[[[[ " [[[['}
    assert read(b"[" * 8 + b"]" * 8)


def test_a_text_that_never_ends_is_refused_at_once() -> None:
    begun = time.process_time()
    with pytest.raises(NotStrict):
        read(b'"' + b'\\"' * 300_000)
    assert time.process_time() - begun < 5
