"""The server's clock, to be moved by a test that names the fixture `moved`."""

import datetime as dt

TODAY = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.at = TODAY

    def now(self) -> dt.datetime:
        return self.at
