"""The portal's tests; a package, so that its factories can be imported by name."""
