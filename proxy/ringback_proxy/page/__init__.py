"""The page: HTML that shows a proxy's sessions in a browser, and calls the control API."""
