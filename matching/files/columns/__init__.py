"""The quick path of the file tool: people as columns of numbers, most pairs dismissed unlooked at.

It only ever dismisses pairs that the engine would; what is left, the engine compares and weighs.
"""
