"""Tests of the pages of people and licenses."""
