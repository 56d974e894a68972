"""How good a network is: figures beside a baseline, classes, and what matters."""

from gui.panels.evaluation.panel import EvaluationPanel as EvaluationPanel
