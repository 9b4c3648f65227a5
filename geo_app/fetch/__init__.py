"""Data brought from elsewhere: asked for, checked, put into a province whole or not at all."""
