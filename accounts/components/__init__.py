"""The reckoning behind the larger components. Knows neither models nor addresses."""
