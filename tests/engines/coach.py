"""Maya at a tablet: what she sees and touches, the same in every engine."""

import pytest
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from fieldlog.demo.program import PASSWORD

PATIENCE_S = 30
SCHOOL = "S01"


class Coach:
    """`home` is where the app is reached."""

    def __init__(self, driver: WebDriver, home: str) -> None:
        self._driver = driver
        self._home = home

    def open(self, path: str) -> None:
        self._driver.get(self._home + path)

    def sees(self, words: str, where: str) -> None:
        """Wait until the words stand there, to be seen."""
        try:
            WebDriverWait(self._driver, PATIENCE_S).until(
                lambda _: any(words in text for text in self._texts(where))
            )
        except TimeoutException:
            page = "".join(self._texts("body"))
            pytest.fail(f"{words!r} is not at {where} of {self._driver.current_url}:\n{page}")

    def sign_in(self) -> None:
        """Sign in, unless the tablet still knows her."""
        self.open("/sign-in")
        if self._driver.current_url == f"{self._home}/":
            return
        self._type("[name=email]", "coach@demo.example")
        self._type("[name=password]", PASSWORD)
        self._tap("form[action='/sign-in'] [type=submit]")
        self.sees("Maya", "h1")

    def save_a_visit(self, note: str) -> None:
        self.open(f"/log/classroom_visit?school={SCHOOL}")
        self._type("[name=shared_note]", note)
        self._tap(".save-bar [type=submit]")

    def visits(self) -> int:
        """How many classroom visits her school's page counts."""
        self.open(f"/schools/{SCHOOL}")
        shown = self._driver.find_element(By.CSS_SELECTOR, "data[data-measure=classroom_visits]")
        return int(shown.get_dom_attribute("value"))

    def notes(self) -> list[str]:
        """The notes of her newest entries, as the server lists them."""
        self.open("/entries")
        return self._texts(".entry-note")

    # Not WebDriver's own text: WebKit's takes a box whose lines are clamped for hidden.
    def _texts(self, where: str) -> list[str]:
        script = "return Array.from(document.querySelectorAll(arguments[0]), (found) => found.innerText)"
        return list(self._driver.execute_script(script, where))

    def _type(self, where: str, words: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, where).send_keys(words)

    def _tap(self, where: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, where).click()
