"""The dialog for a new table: its columns, and what each of them is for."""

from gui.panels.survey.choices import Choices as Choices
from gui.panels.survey.dialog import SurveyDialog as SurveyDialog
