"""The window: what a person sees and does. No mathematics here."""
