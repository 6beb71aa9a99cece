"""HTTP messages and their bodies, without any framework. Imports nothing else of this package."""
