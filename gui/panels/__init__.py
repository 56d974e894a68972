"""The parts of the window, each by itself: values in by `set_...`, signals out."""
