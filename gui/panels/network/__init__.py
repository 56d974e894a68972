"""The network: its layers, its diagram with live weights, its weight matrices."""

from gui.panels.network.panel import NetworkPanel as NetworkPanel
