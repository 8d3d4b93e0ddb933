"""Pretend schools and pretend MISs for the demonstration, the tests and the benchmarks.

The portal never imports this package, and this package imports nothing of the portal: the two
meet only in files and over HTTP, so that they are able to disagree.
"""
