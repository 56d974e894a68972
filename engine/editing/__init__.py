"""What an editor of specs needs: checking, completing, explaining, changing a text."""

from engine.editing.types import Completion as Completion
from engine.editing.types import Completions as Completions
from engine.editing.types import Draft as Draft
from engine.editing.types import Edit as Edit
from engine.editing.types import Hover as Hover
from engine.editing.types import Mark as Mark
from engine.errors import Problem as Problem
