"""Messages above everything else that do not stop the work."""

from gui.panels.notices.notice import Kind as Kind
from gui.panels.notices.stack import Actions as Actions
from gui.panels.notices.stack import Notices as Notices
