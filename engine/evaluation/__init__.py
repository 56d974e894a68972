"""An honest look at a trained network: by other examples, beside a trivial baseline."""

from engine.evaluation.evaluating import evaluate as evaluate
from engine.evaluation.importance import Importance as Importance
from engine.evaluation.importance import importance as importance
from engine.evaluation.results import Evaluation as Evaluation
