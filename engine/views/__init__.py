"""What there is to see of a model and its training, as plain names and numbers."""

from engine.views.curves import Curve as Curve
from engine.views.curves import Line as Line
from engine.views.learned import Answers as Answers
from engine.views.learned import Confusion as Confusion
from engine.views.learned import Fit as Fit
from engine.views.learned import Kind as Kind
from engine.views.learned import Learned as Learned
from engine.views.learned import Scatter as Scatter
from engine.views.learned import Surface as Surface
from engine.views.learned import Wish as Wish
from engine.views.network import Column as Column
from engine.views.network import Diagram as Diagram
from engine.views.network import Layer as Layer
from engine.views.network import Link as Link
from engine.views.network import Weights as Weights
from engine.views.source import Computed as Computed
from engine.views.source import Source as Source
