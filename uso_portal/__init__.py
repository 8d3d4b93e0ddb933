"""The portal as a whole: settings, addresses, workers and the one-machine services."""
