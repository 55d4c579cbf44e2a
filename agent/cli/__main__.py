"""`python -m agent.cli` is the command `agent`."""

from agent.cli.entry import main

main()
