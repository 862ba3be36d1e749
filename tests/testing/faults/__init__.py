"""Harbours with one fault each; `breaks` names the tests that it fails."""
