"""Turns without a call: small talk, what tools there are, and what none of them can do."""

from __future__ import annotations

from ..dialogue import Episode, Script
from ..requests import request
from ..tools import distractors, made_up
from ..words import Words

HELLO = "Hello! How can I help you?"
WELCOME = "You are welcome."
GOODBYE = "Goodbye!"
WELL = "I am well, thank you. How can I help you?"
WHO = "I am a small model that comes with Holdfast. I call tools and answer from what they return."
GOOD = "Good. Is there anything else?"
NO_TALENT = "I am a small model: I can only call tools and answer from what they return."
NO_TOOL = "None of my tools can do that."
NO_TOOLS = "I have no tools."

SMALL_TALK: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        HELLO,
        ("Hi", "Hello", "Hello!", "Hi!", "Hey", "Hey there", "Good morning", "Good morning!", "Hi there!",
         "hello", "hi", "Good evening", "Hello there", "Greetings!", "Hey!", "Good day", "hey", "Yo",
         "Hello Holdfast", "Hi, are you there?", "Hello, it's me", "Good afternoon", "Howdy", "Hallo",
         "Hello, nice to meet you", "Hi Holdfast!", "Hello again", "Good afternoon!", "Hiya"),
    ),
    (
        WELCOME,
        ("Thanks", "Thank you", "Thanks!", "Thank you!", "Thanks a lot", "Thank you very much", "thanks",
         "Many thanks", "Thank you so much!", "Great, thanks", "Perfect, thank you", "Thanks for your help",
         "thank you", "Ok thanks", "Thx", "Cheers", "Nice, thank you!", "Thanks, that helps",
         "That was helpful, thanks", "Much appreciated", "Thank you for the answer", "Thanks again!",
         "Thanks so much"),
    ),
    (
        GOODBYE,
        ("Bye", "Goodbye", "Bye!", "Good night", "See you", "See you later", "Bye bye", "Farewell",
         "That's all, bye", "Good bye", "See you tomorrow!", "Have a nice day", "bye", "I have to go",
         "Until next time", "Good night!", "Take care"),
    ),
    (
        WELL,
        ("How are you?", "How are you doing?", "How is it going?", "How do you do?", "How are you today?",
         "Hi, how are you?", "Hello, how are you?", "Are you well?", "How's it going?", "What's up?",
         "Hey, how are you doing?", "how are you", "Are you ok?", "How have you been?",
         "Hello! How are you today?", "How do you feel?"),
    ),
    (
        WHO,
        ("Who are you?", "What are you?", "What is your name?", "Are you a robot?", "Which model are you?",
         "Who am I talking to?", "Tell me about yourself", "Are you human?", "What's your name?",
         "What model is this?", "Are you ChatGPT?", "Introduce yourself", "who are you",
         "What kind of model are you?", "Who made you?", "Are you an AI?"),
    ),
    (
        GOOD,
        ("Ok", "Great", "Great!", "Perfect", "Nice", "Good", "Ok, good", "Wonderful!", "That's fine", "Cool",
         "Awesome", "All right", "Understood", "I see", "Got it", "Very good", "Excellent", "ok", "Well done",
         "Good job!", "That is right", "Alright", "Super", "Sounds good"),
    ),
    (
        NO_TALENT,
        ("Tell me a joke", "Write a poem", "Sing me a song", "What do you think about life?", "I am sad",
         "Do you love me?", "Tell me a story", "What is your favourite colour?", "I am bored",
         "Write me an essay about love", "Are you happy?", "Make me laugh", "What do you think?",
         "Do you like music?", "Can you write code?", "Do you dream?", "I feel tired today",
         "Tell me something funny", "Give me some advice", "Write a short story", "Do you have feelings?",
         "Can you help me feel better?", "Entertain me", "Tell me a riddle"),
    ),
)  # fmt: skip


def small_talk(words: Words) -> Episode:
    """A sentence back, and no tool."""
    answer, said = words.choice(SMALL_TALK)
    text = words.phrasing(said)
    if words.chance(0.15):
        text = text.lower() if words.chance(0.5) else text.rstrip("!?.")
    return Script().user(text).says(answer).episode(*distractors(words, words.choice((0, 1, 2, 3))))


WHAT_TOOLS = (
    "What tools do you have?",
    "Which tools do you have?",
    "What can you do?",
    "List your tools.",
    "What are your tools?",
    "Which tools can you use?",
    "Tell me what tools you have.",
    "What are you able to do?",
    "Show me your tools.",
    "Which functions can you call?",
    "What tools are available?",
    "What can you help me with?",
    "Name your tools",
    "Do you have any tools?",
    "what tools do you have",
    "Which tools are there?",
    "Can you list the tools that you have?",
    "What is in your toolbox?",
    "What are your abilities?",
    "How can you help me?",
    "help",
    "Which tools are available to you?",
    "Tell me which tools you can call.",
    "Please list all your tools",
)


def what_tools(words: Words) -> Episode:
    """The placeholder is filled when the dialogue's tools are known."""
    return (
        Script()
        .user(words.phrasing(WHAT_TOOLS))
        .says(TOOLS_PLACEHOLDER)
        .episode(*distractors(words, words.choice((0, 1, 2, 3, 4, 5))))
    )


TOOLS_PLACEHOLDER = "\0tools"


def tools_answer(names: list[str]) -> str:
    """The one right answer to the question what tools there are."""
    return f"I have these tools: {', '.join(names)}." if names else NO_TOOLS


def no_tool_for_it(words: Words) -> Episode:
    """An order that none of the tools can carry out."""
    wanted = made_up(words, reads=False)
    asked = request(words, wanted)
    while wanted.spec.name in asked.text:
        asked = request(words, wanted)
    used = set(wanted.object.split())
    others = [
        each
        for each in distractors(words, words.choice((0, 1, 2, 3)))
        if not used & set(each.name.lower().replace("-", "_").split("_"))
    ]
    return Script().user(asked.text).says(NO_TOOL).episode(*others)
