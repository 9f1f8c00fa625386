"""What a page costs when a thousand times as many entries lie behind it: `make bench ARGS=size`."""

from functools import partial

from flask import Flask

from fieldlog.demo.program import PASSWORD
from tests.bench.measure import Row, row
from tests.bench.served import Visitor, served

FEW, MANY = 1_000, 1_000_000
READ = {
    "a school's page": "/schools/S01",
    "all schools": "/schools",
    "/api/tally, a school": "/api/tally?school=S01",
    "/api/tally, the program": "/api/tally",
    "/api/hello": "/api/hello",
}
RENEWED = ("a school's page", "all schools")
MOST_TIMES, LEAST_TIMES = 1.2, 1.8


def rows_of(name: str, few: Flask, many: Flask, email: str) -> str:
    """A line for each page, at many entries beside few; and one for each answer that nothing changed."""
    with served(few) as few_port, served(many) as many_port:
        small, large = Visitor(few_port), Visitor(many_port)
        for visitor in (small, large):
            visitor.sign_in(email, PASSWORD)
        grown = [
            row(
                f"{name}: {what}, {MANY:,} entries / {FEW:,}",
                partial(large.get, path),
                partial(small.get, path),
            )
            for what, path in READ.items()
        ]
        known = [
            row(
                f"{name}: {what}, 304 / the page", large.unchanged(READ[what]), partial(large.get, READ[what])
            )
            for what in RENEWED
        ]
    return "\n".join([*map(_grown, grown), *map(_known, known)])


def _grown(each: Row) -> str:
    times = 1 / each.ratio
    goal = "reached" if times <= MOST_TIMES else "NOT REACHED"
    return f"{each.name:<60} {each.p50_ms:>6.1f} ms  {times:.2f} times, at most {MOST_TIMES}: {goal}"


def _known(each: Row) -> str:
    goal = "reached" if each.ratio >= LEAST_TIMES else "NOT REACHED"
    told = f"{each.ratio:.2f} times as fast, at least {LEAST_TIMES}"
    return f"{each.name:<60} {each.p50_ms:>6.1f} ms  {told}: {goal}"
