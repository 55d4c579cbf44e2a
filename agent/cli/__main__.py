"""`python -m agent.cli` is the command `agent`."""

from agent.cli.main import main

main()
