"""More of what people say without wanting anything, with words put in, beside the fixed list."""

from __future__ import annotations

from ..words import Words

HELLO = (
    "Hello {p}", "Hi, I am {p}", "Hello, {p} here", "Hi, {p} again", "Good morning from {c}",
    "Greetings from {c}", "Hello from {c}!", "Hi, this is {p}", "{p} says hello", "Hey, it's {p}",
    "Good evening, this is {p}", "Good afternoon from {c}", "Good afternoon, my friend",
    "Afternoon, Holdfast", "Hello my friend", "Hi, {p} here, good to meet you", "Welcome, {p}",
    "I am {p}. Hello!", "My name is {p}, hi", "Hi, I'm {p} from {c}", "Knock, knock, hello",
    "A good afternoon to you", "Good evening from {c}", "I wish you a good morning",
    "Dear Holdfast, hello", "Hello dear", "Long time no see, hello", "Glad to be back, hi",
)  # fmt: skip
WELCOME = (
    "Thanks for the {t}", "Thank you for the {t}!", "Thanks for telling me about the {t}",
    "Thank you for your help with the {t}", "{p} says thanks", "{p} thanks you", "ty!", "tyvm",
    "ty so much", "ok ty", "Thanks, {p}", "I am grateful for the {t}", "Very kind, thanks",
    "I thank you for the {t}", "Thank you, that is what I needed", "Just what I needed, thanks",
    "Super, thank you", "My thanks for the {t}", "Grateful for that", "So grateful, thanks",
    "I appreciate the {t}", "Your help is appreciated", "Thank you kindly for the {t}",
    "No more questions, thank you", "Thanks, no more questions", "That was quick, thank you",
)  # fmt: skip
GOODBYE = (
    "Bye, {p} is waiting", "I am off to {c}", "I have to go to {c} now, bye", "See you in {c}",
    "Goodbye, {p} here", "See you on Friday", "I must be off", "I must be on my way",
    "Good night from {c}", "Talk to you next week", "Talk to you on Tuesday", "Speak to you later",
    "Time to go", "Time for bed", "Let's stop here", "Let's stop for now", "We stop here, bye",
    "I need to go now", "I need to run", "We are done, bye", "Done for today", "So long, friend",
    "Sleep tight", "Night night, Holdfast", "Until we meet again", "See ya soon", "Cya",
    "Take care, {p}", "Later, Holdfast", "I go home to {c} now",
)  # fmt: skip
WELL = (
    "How is life in {c}?", "How are you, dear?", "How are you holding on?", "Holding up well?",
    "How are you getting along?", "Getting on well?", "Getting along fine?", "How was your week?",
    "How was your weekend?", "How was your evening?", "How has your morning been?",
    "How has life been?", "Is your day going well?", "Having a nice day?", "Having a good week?",
    "Having a good time?", "Are you having fun today?", "You alright?", "Alright there?",
    "Are you alright today?", "All right with you?", "What's going on?", "What is going on?",
    "What is up?", "I want to know how you feel", "Say how you are", "And you? How are you?",
    "How are you lately?", "How have you been this week?", "How do you feel this morning?",
    "{p} asks how you are", "How are you and how is {c}?", "I hope you are fine today",
)  # fmt: skip
WHO = (
    "Which model do you run?", "What model am I speaking to?", "With whom am I speaking?",
    "With whom am I talking?", "To whom do I speak?", "Whom do I speak to?", "Who speaks?",
    "Who is there?", "Who is that?", "Who am I speaking to?", "Who is behind you?",
    "Which company built you?", "Which company is behind this?", "Who has built you?",
    "Are you a real person?", "Are you a human?", "Is this a human being?", "Is this a person?",
    "Are you {p}?", "Is that {p}?", "Are you from {c}?", "Were you made in {c}?",
    "How big are you?", "How large is your model?", "Are you large?", "Tell me your name now",
    "Explain who you are", "Explain yourself", "May I know who you are?", "May I ask what you are?",
    "What is your name, please?", "Say your name", "What is this that I talk to?",
)  # fmt: skip
GOOD = (
    "Ok, {p}", "Great, the {t} is done", "The {t} looks good", "I am happy with the {t}",
    "I'm happy with this", "Happy with that", "That makes me happy", "I am glad about that",
    "Fine, the {t} is right", "That is fine", "It is fine with me", "Good to hear",
    "Good to hear that", "Good to know that", "Interesting {t}", "That is interesting",
    "Very interesting", "Marvellous!", "Simply marvellous", "Precisely so", "Exactly so",
    "Certainly so", "Quite correct", "All correct", "That is exactly it", "Yeah, right",
    "Yeah, that is it", "yeah ok", "Now I understand", "Now I get it", "Understood, good",
    "Ok, understood!", "You got it", "You got that right", "You are right", "Well understood",
    "Great work with the {t}", "Good work on the {t}", "Nice {t}", "Cool {t}", "Fantastic work",
)  # fmt: skip
NO_TALENT = (
    "Write a poem about {t}s", "Write a song about the {t}", "Write a novel about {c}",
    "Write me a novel", "Write a book about {p}", "Tell me a joke about {t}s",
    "Tell me a story about {p}", "Tell me a fairy tale", "Tell me a bedtime tale",
    "Sing a song about {c}", "Sing about the {t}", "Draw a {t}", "Paint a {t} for me",
    "Can you draw a {t}?", "Can you sing about {c}?", "Can you swim?", "Can you play football?",
    "Can you play the piano?", "Can you bake?", "Can you write programs?", "Can you code?",
    "Can you comfort me?", "Can you cheer me up?", "Can you make me happy?", "Can you surprise me?",
    "Can you dance with me?", "Can you motivate me?", "Can you advise me?", "Do you have hobbies?",
    "Do you have a dream?", "Do you have a family?", "Do you have children?", "Do you get angry?",
    "Do you get hungry?", "Do you ever get tired?", "Do you ever get bored?", "Do you ever sleep?",
    "Do you like {c}?", "Do you like {t}s?", "Do you like {p}?", "Do you believe in {t}s?",
    "Are you happy today?", "Are you angry?", "Are you bored?", "Are you tired?", "Are you hungry?",
    "Are you afraid?", "What are your hobbies?", "What do you do for fun?",
    "What is your favourite {t}?", "What is your favourite animal?", "What do you think of {p}?",
    "What do you think about {c}?", "What should I do today?", "What should I become?",
    "What should I do about my {t}?", "What does life mean?", "Is there sense in life?",
    "What is happiness?", "Please comfort me", "Please motivate me", "Give me advice",
    "Give me comfort", "I need advice", "I need comfort", "I need a surprise", "I want a surprise",
    "Surprise us", "I am so bored", "I am so tired", "I am unhappy", "I'm angry", "I'm sad",
    "I love {c}", "I hate {t}s", "{p} is angry with me", "{p} does not love me",
    "Please dance", "Dance for me", "Cook for me", "Cook me a meal", "Bake me a cake",
)  # fmt: skip

BEFORE = ("Oh, ", "Well, ", "So, ", "Ah, ", "Hm, ", "And ", "Now, ", "Ok, ", "Yes, ")
AFTER = ("!", "...", " :)", "?", ", Holdfast", ", my friend", ", please", ".", " now", " then")


def filled(words: Words, text: str) -> str:
    """The saying with its slots filled."""
    text = text.replace("{t}", words.thing()) if "{t}" in text else text
    text = text.replace("{p}", words.person()) if "{p}" in text else text
    return text.replace("{c}", words.city()) if "{c}" in text else text


def loosened(words: Words, text: str) -> str:
    """The saying as somebody else would type it."""
    draw = words.rng.random()
    if draw < 0.4:
        return words.choice(BEFORE) + text[0].lower() + text[1:]
    if draw < 0.8:
        return text.rstrip("!?. ") + words.choice(AFTER)
    return text.lower() if draw < 0.9 else text.rstrip("!?.")
