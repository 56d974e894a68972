"""How good a network is: metrics beside a baseline, classes, and input importance."""

from gui.panels.evaluation.panel import EvaluationPanel as EvaluationPanel
