"""A value of a table that cannot be taken."""

from engine.errors import LonghandError


class CellError(LonghandError):
    """A value that its column cannot take.

    Attributes
    ----------
    row : where it stands in what was given, counted from 0
    column : the name of its column, where it is known
    """

    def __init__(self, row: int, message: str, hint: str = "") -> None:
        self.row, self.message, self.hint, self.column = row, message, hint, ""
        super().__init__(message)
