"""`python -m understudy_proxy` is `understudy`."""

from understudy_proxy.cli.main import main

main()
