"""How hours, which are kept in minutes, are said."""


def hours_text(minutes: int) -> str:
    """Everywhere alike: one decimal, two where one would not be exact."""
    text = f"{minutes / 60:,.2f}"
    return text.removesuffix("0")
