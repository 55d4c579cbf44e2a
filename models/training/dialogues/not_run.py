"""Calls that were not run: they are reported as they are, and not made again."""

from __future__ import annotations

from agent.context import formats
from agent.types import ToolFailure

from ..dialogue import Episode, Script, call
from ..everyday import everyday, everyday_request, neighbours
from ..requests import Request, request
from ..results import whole
from ..tools import made_up
from ..words import Words
from .failures import failed, reason


def interrupted(words: Words) -> Episode:
    """The process ended in the middle of a call, which may have had its effect all the same."""
    why = "" if words.chance(0.6) else _sentence(reason(words))
    return _reported(words, "interrupted", why)


def not_allowed(words: Words) -> Episode:
    """Neither the user nor a rule let the call through: it is not tried again."""
    return _reported(words, "not_allowed", words.phrasing(REFUSALS))


REFUSALS = (
    "the user declined it.",
    "the user refused it.",
    "the user said no.",
    "nobody is there to ask.",
    "nobody answered in time.",
    "a rule denies it.",
    "a rule of this project forbids it.",
    "writing outside the root folder is denied.",
    "it would change files, and this session may only read.",
    "this session may only read.",
    "network access is off.",
    "the tool is denied for this session.",
    "it needs approval, and none was given.",
    "approval was denied.",
    "the call was rejected by a hook.",
    "the policy allows only tools that read.",
    "this tool is blocked.",
    "it was denied by the administrator.",
    "the user did not allow it.",
    "the user stopped it.",
    "the user does not want that.",
    "the user chose to deny it.",
    "no one approved it.",
    "nobody approved it.",
    "permission was not given.",
    "the permission was refused.",
    "the session has no right to write.",
    "files outside the project are off limits.",
    "this path is protected.",
    "the path is outside the root folder.",
    "only reading is allowed here.",
    "changes are not permitted in this session.",
    "a deny rule matches it.",
    "the rule for this tool says deny.",
    "the project denies this tool.",
    "the settings forbid it.",
    "the mode of this session forbids it.",
    "this needs a person's consent.",
    "consent was not given.",
    "the request timed out before anybody approved it.",
    "a hook refused it.",
    "the guard rejected the arguments.",
    "it would send data out.",
    "it would cost money.",
    "shell commands are off.",
    "the sandbox does not permit it.",
    "it is reserved for administrators.",
    "the owner of the project ruled it out.",
    "approval is needed and nobody can be asked.",
    "the folder may not be changed.",
    "the user's settings refuse it.",
    "the user's settings do not allow it.",
    "the project's settings refuse it.",
    "the settings of this agent rule it out.",
)


def _reported(words: Words, kind: str, why: str) -> Episode:
    asked, episode = _asked(words)
    failure = (
        ToolFailure("interrupted", why)
        if kind == "interrupted"
        else ToolFailure("not_allowed", why)
    )
    error = formats.tool_failure(asked.name, failure)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    script.results(error).says(failed(error))
    if kind == "interrupted" and words.chance(0.4):
        _asked_again(words, script, asked)
    others = neighbours(words, words.choice((0, 1, 2)))
    return script.episode(*episode.tools, *others)


AGAIN = (
    "Try it again.",
    "Do it again, please.",
    "Then call it once more.",
    "Please repeat it.",
    "Run it again",
    "Once more, please.",
    "It had no effect, so repeat the call.",
    "I checked, it did not happen. Do it now.",
    "Nothing happened. Try once more.",
    "That is fine, do it again.",
    "Start it again.",
    "Make that call again.",
    "Again, please.",
    "Repeat that call.",
    "Repeat it now.",
    "Please try again.",
    "Please do it once again.",
    "Please run that one more time.",
    "Go ahead and repeat it.",
    "Give it another try.",
    "Another try, please.",
    "Have another go.",
    "One more time.",
    "Same again.",
    "Do the same call again.",
    "Do that again, it is safe.",
    "It is safe to repeat.",
    "It did nothing, so do it again.",
    "I looked, nothing has changed. Repeat it.",
    "Nothing was changed. Again.",
    "I see no effect. Call it again.",
    "You can run it again.",
    "You may repeat it.",
    "Then run it again, please.",
    "Then do it again.",
    "Ok, once more.",
    "Ok, do it again.",
    "Fine, try it again.",
    "Let us try it again.",
    "Let's repeat it.",
    "Start over with the same call.",
    "Retry.",
    "Retry it, please.",
    "Please retry that.",
    "Could you retry?",
    "Could you run it again?",
    "Can you do it again?",
    "Would you call it again?",
    "I want you to repeat it.",
    "I need it done, so call it again.",
)


def _asked_again(words: Words, script: Script, asked: Request) -> None:
    """The user knows what happened and wants the call again."""
    outcome = whole(words, None, asked.arguments)
    script.user(words.phrasing(AGAIN)).calls(call(asked.name, asked.arguments, 2))
    script.results(outcome.text).says(outcome.answer)


def repeated(words: Words) -> Episode:
    """The same call failed again and again: it stops there."""
    asked, episode = _asked(words)
    times = words.choice((2, 2, 3, 3, 4))
    why = _sentence(reason(words))
    error = formats.tool_failure(asked.name, ToolFailure("tool_failed", why))
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments, 1)).results(error)
    for number in range(2, times + 1):
        script.calls(call(asked.name, asked.arguments, number), mistake=True).results(error)
    stopped = formats.tool_failure(asked.name, ToolFailure("repeated", str(times)))
    script.calls(call(asked.name, asked.arguments, times + 1), mistake=True).results(stopped)
    others = neighbours(words, words.choice((0, 1, 2)))
    return script.says(failed(stopped)).episode(*episode.tools, *others)


def _asked(words: Words) -> tuple[Request, Episode]:
    if words.chance(0.3):
        kind, spec, called = everyday(words)
        return everyday_request(words, kind, spec, called), Script().episode(spec)
    tool = made_up(words)
    return request(words, tool), Script().episode(tool.spec)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:].removesuffix(".") + "."
