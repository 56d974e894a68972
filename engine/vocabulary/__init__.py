"""The words of the spec language, one file for each class of words."""
