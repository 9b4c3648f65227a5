"""Tests of drawn lines."""
