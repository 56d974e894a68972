"""Losses and metrics by epoch, with the runs of this session laid over each other."""

from gui.panels.losses.panel import LossPlot as LossPlot
from gui.panels.losses.run_curves import RunCurves as RunCurves
