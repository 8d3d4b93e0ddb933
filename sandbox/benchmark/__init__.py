"""Measuring the night on pretend schools, beside a floor measured in the same process."""
