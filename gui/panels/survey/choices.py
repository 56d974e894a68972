"""What a person chooses of the columns of a table."""

from collections.abc import Iterable

from engine.views import Survey, Surveyed

ROLES = ("input", "output", "unused")
ROLE_WORDS = {"input": "input", "output": "output", "unused": "not used"}


class Choices:
    """The role and the type of each column, by its place.

    Attributes
    ----------
    types : the types that were changed, by the names of the columns
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.roles = [str(column.role) for column in survey.columns]
        self.types: dict[str, str] = {}

    @property
    def inputs(self) -> list[str]:
        """Name the columns to learn from."""
        return self._in("input")

    @property
    def outputs(self) -> list[str]:
        """Name the columns to predict."""
        return self._in("output")

    def type_of(self, place: int) -> str:
        """Return the type of a column in its role."""
        column = self.survey.columns[place]
        is_output = self.roles[place] == "output"
        guess = column.as_output if is_output else column.type
        return self.types.get(column.name, guess)

    def set_role(self, places: Iterable[int], role: str) -> None:
        """Give columns another role."""
        for place in places:
            self.roles[place] = role

    def set_type(self, places: Iterable[int], kind: str) -> None:
        """Give columns another type, or the inferred one."""
        for place in places:
            column = self.survey.columns[place]
            self.types[column.name] = kind
            if kind == column.type == column.as_output:
                del self.types[column.name]

    def column(self, place: int) -> Surveyed:
        """Return what is known of a column."""
        return self.survey.columns[place]

    def _in(self, role: str) -> list[str]:
        pairs = zip(self.survey.columns, self.roles, strict=True)
        return [column.name for column, each in pairs if each == role]
