"""Pretend schools and pretend MISs for the demonstration, the tests and the benchmarks.

The portal never imports this package. The schools, the names and the MISs in it import nothing of
the portal either: the two meet only in files and over HTTP, so that they are able to disagree.
Only the commands that run a benchmark or seed a demonstration know both.
"""
