"""Ringback in tests: the fixture's class and `serve()`, and the proxy process behind them."""
