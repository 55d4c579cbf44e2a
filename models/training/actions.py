"""What made-up tools do: verbs of tools, and the verbs by which users ask for the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One meaning, with the words of both sides."""

    names: tuple[str, ...]
    """Verbs in tool names."""
    descriptions: tuple[str, ...]
    """Verbs in descriptions."""
    asks: tuple[str, ...]
    """Verbs of users."""
    done: tuple[str, ...]
    """Participles, for results."""
    reads: bool = False
    """Whether it gives information and changes nothing."""


def _action(names: str, descriptions: str, asks: str, done: str, *, reads: bool = False) -> Action:
    return Action(
        tuple(names.split()),
        tuple(descriptions.split("|")),
        tuple(asks.split("|")),
        tuple(done.split("|")),
        reads,
    )


ACTIONS: tuple[Action, ...] = (
    _action(
        "get fetch show read lookup retrieve query find check describe",
        "Get|Fetch|Show|Look up|Retrieve|Return|Find|Read|Report",
        "get|show me|look up|fetch|find|tell me|give me|check|retrieve|pull up|bring up",
        "found",
        reads=True,
    ),
    _action(
        "create add make new register open build",
        "Create|Add|Make|Register|Set up|Open",
        "create|add|make|set up|register|open|prepare|start",
        "created|added|registered",
    ),
    _action(
        "delete remove drop erase discard",
        "Delete|Remove|Erase|Drop|Discard",
        "delete|remove|get rid of|erase|drop|discard|throw away",
        "deleted|removed|erased",
    ),
    _action(
        "update change edit modify adjust",
        "Update|Change|Edit|Modify|Adjust",
        "update|change|edit|modify|adjust|alter",
        "updated|changed|modified",
    ),
    _action(
        "send mail deliver post submit",
        "Send|Deliver|Post|Submit|Mail",
        "send|deliver|post|mail|submit",
        "sent|delivered|submitted",
    ),
    _action(
        "book reserve",
        "Book|Reserve|Make a booking of",
        "book|reserve|get me|arrange",
        "booked|reserved",
    ),
    _action(
        "cancel revoke void",
        "Cancel|Call off|Revoke",
        "cancel|call off|revoke|undo",
        "cancelled|revoked",
    ),
    _action(
        "list enumerate browse",
        "List|List all|Enumerate|Browse",
        "list|list all|show all|enumerate|show me all|browse",
        "listed",
        reads=True,
    ),
    _action(
        "convert transform change_format",
        "Convert|Transform|Turn",
        "convert|transform|turn|change",
        "converted|transformed",
    ),
    _action("count tally", "Count|Count up|Tally", "count|tally|count up", "counted", reads=True),
    _action(
        "start launch run begin",
        "Start|Launch|Run|Begin",
        "start|launch|run|begin|kick off|fire up",
        "started|launched",
    ),
    _action(
        "stop halt end shutdown",
        "Stop|Halt|End|Shut down",
        "stop|halt|end|shut down|switch off",
        "stopped|halted",
    ),
    _action(
        "schedule plan",
        "Schedule|Plan|Put on the calendar",
        "schedule|plan|arrange|set up|put in the calendar",
        "scheduled|planned",
    ),
    _action("move relocate", "Move|Relocate|Shift", "move|relocate|shift", "moved|relocated"),
    _action(
        "copy duplicate clone", "Copy|Duplicate|Clone", "copy|duplicate|clone", "copied|cloned"
    ),
    _action("rename relabel", "Rename|Relabel", "rename|relabel", "renamed"),
    _action(
        "compute calculate estimate",
        "Compute|Calculate|Work out|Estimate",
        "compute|calculate|work out|estimate|figure out",
        "computed|estimated",
        reads=True,
    ),
    _action(
        "assign allocate", "Assign|Allocate|Hand over", "assign|allocate|hand over", "assigned"
    ),
    _action(
        "approve accept", "Approve|Accept|Confirm", "approve|accept|confirm", "approved|accepted"
    ),
    _action(
        "reject decline", "Reject|Decline|Refuse", "reject|decline|refuse|turn down", "rejected"
    ),
    _action("export dump", "Export|Dump|Write out", "export|dump|write out", "exported"),
    _action(
        "import load", "Import|Load|Read in", "import|load|read in|bring in", "imported|loaded"
    ),
    _action("download fetch_file", "Download|Fetch", "download|get|fetch", "downloaded"),
    _action("upload push", "Upload|Push|Send up", "upload|push|send up", "uploaded"),
    _action("print", "Print|Print out", "print|print out", "printed"),
    _action(
        "measure sample",
        "Measure|Sample|Take a reading of",
        "measure|sample",
        "measured",
        reads=True,
    ),
    _action("lock secure", "Lock|Secure|Close", "lock|secure|lock up", "locked"),
    _action("unlock release", "Unlock|Release|Open", "unlock|release|open up", "unlocked"),
    _action("pause suspend", "Pause|Suspend|Hold", "pause|suspend|put on hold", "paused"),
    _action(
        "resume continue",
        "Resume|Continue|Carry on with",
        "resume|continue|carry on with",
        "resumed",
    ),
    _action(
        "order buy purchase", "Order|Buy|Purchase", "order|buy|purchase|get me", "ordered|bought"
    ),
    _action("sell", "Sell|Offer for sale", "sell|offer", "sold"),
    _action("rate review", "Rate|Review|Score", "rate|review|score", "rated"),
    _action("translate", "Translate", "translate|render", "translated"),
    _action(
        "summarize digest", "Summarize|Sum up|Condense", "summarize|sum up|condense", "summarized"
    ),
    _action(
        "validate verify", "Validate|Verify|Check", "validate|verify|check", "verified", reads=True
    ),
    _action("compare", "Compare", "compare", "compared", reads=True),
    _action("share", "Share|Give access to", "share|give access to", "shared"),
    _action(
        "subscribe follow", "Subscribe to|Follow", "subscribe to|follow|sign up for", "subscribed"
    ),
    _action("archive", "Archive|Put away", "archive|put away|file away", "archived"),
    _action(
        "restore recover", "Restore|Recover|Bring back", "restore|recover|bring back", "restored"
    ),
    _action("track follow_up", "Track|Trace|Follow", "track|trace|follow", "tracked", reads=True),
    _action("clean purge", "Clean|Purge|Clear out", "clean|purge|clear out|tidy up", "cleaned"),
    _action("repair fix", "Repair|Fix|Mend", "repair|fix|mend", "repaired|fixed"),
    _action("play", "Play|Put on", "play|put on", "played"),
    _action("water feed", "Water|Feed", "water|feed", "watered"),
)
