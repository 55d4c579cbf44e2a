"""Tools that people try first, with the words they use: weather, mail, reminders and the like.

The verb-and-object grammar of made-up tools never says "Will it rain in Oslo?". Each tool here has
its own questions; the arguments are the slots that the chosen question has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.types import JSON, ToolSpec

from . import lexicon, values
from .requests import Request
from .words import Words

ValueMaker: TypeAlias = Callable[[Words], JSON]

SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Everyday:
    """One everyday tool."""

    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    slots: tuple[str, ...]
    """Parameters as `name:kind`, required ones with a `!`."""
    asks: tuple[str, ...]
    fields: tuple[str, ...]
    """Fields of a result, for questions that ask for one."""


KINDS: dict[str, tuple[str, ValueMaker]] = {
    "city": ("string", Words.city),
    "person": ("string", Words.person),
    "day": ("string", values.day),
    "clock": ("string", values.clock),
    "remark": ("string", values.remark),
    "phrase": ("string", values.phrase),
    "email": ("string", values.email),
    "path": ("string", values.path),
    "folder": ("string", values.folder),
    "url": ("string", values.url),
    "code": ("string", values.code),
    "word": ("string", Words.word),
    "proper": ("string", Words.proper),
    "command": ("string", values.shell_command),
    "currency": ("string", lambda words: words.choice(lexicon.CURRENCIES)),
    "language": ("string", lambda words: words.among(lexicon.LANGUAGES)),
    "small": ("integer", lambda words: words.integer(1, 30)),
    "count": ("integer", lambda words: words.integer(2, 500)),
    "amount": (
        "number",
        lambda words: words.decimal() if words.chance(0.4) else words.integer(2, 5000),
    ),
    "ticker": ("string", lambda words: words.unseen(lambda: words.upper(words.choice((3, 4))))),
}


def _tool(names: str, descriptions: str, slots: str, asks: str, fields: str = "") -> Everyday:
    return Everyday(
        tuple(names.split()),
        tuple(descriptions.split("|")),
        tuple(slots.split()),
        tuple(each.strip() for each in asks.split("|")),
        tuple(fields.split()),
    )


EVERYDAY: tuple[Everyday, ...] = (
    _tool(
        "get_weather weather current_weather lookup_weather",
        "Get the current weather in a city.|Current weather of a place|Look up the weather",
        "city!:city",
        "What is the weather in {city}?|How is the weather in {city}?|What's the weather like in {city}?"
        "|How warm is it in {city}?|Is it raining in {city}?|weather {city}|Tell me the weather in {city}"
        "|Do I need an umbrella in {city}?|How cold is it in {city} now?|Is it sunny in {city}?"
        "|What is the weather like in {city} today?|Weather in {city} please",
        "temperature humidity wind condition",
    ),
    _tool(
        "forecast get_forecast weather_forecast",
        "The weather forecast for a city.|Forecast of the weather for the next days|Weather forecast",
        "city!:city days:small",
        "What is the forecast for {city}?|Give me the forecast for {city} for {days} days"
        "|How will the weather be in {city} in the next {days} days?|Will it rain in {city}?"
        "|Forecast for {city}, {days} days|What is the {days} day forecast for {city}?"
        "|Show the weather forecast for {city} for the next {days} days|What's the forecast in {city}?"
        "|I am in {city} for {days} days, what will the weather be?|Will it be warm in {city} tomorrow?|Will it rain tomorrow in {city}?|What will the weather be like in {city} this week?|How will the weather be in {city}?|Will it be sunny in {city}?",
        "temperature humidity wind condition",
    ),
    _tool(
        "send_email send_mail email write_email",
        "Send an email.|Send an e-mail to somebody|Sends a mail",
        "to!:email subject!:phrase body!:remark",
        'Send an email to {to} with the subject "{subject}" and the text "{body}"'
        "|Email {to}, subject '{subject}', body '{body}'"
        '|Write to {to}: subject "{subject}", body "{body}"'
        '|Mail "{body}" to {to} with subject "{subject}"'
        '|Please send {to} an email titled "{subject}" saying "{body}"'
        '|Drop {to} a mail about "{subject}": "{body}"',
    ),
    _tool(
        "send_message message_person text_person send_sms",
        "Send a text message to a person.|Send somebody a message|Text a contact",
        "person!:person message!:remark",
        'Tell {person} "{message}"|Text {person} that {message}|Send {person} the message "{message}"'
        '|Message {person}: {message}|Let {person} know that {message}|Write {person} "{message}"'
        '|Send a message to {person} saying "{message}"|Text {person}: "{message}"',
    ),
    _tool(
        "set_reminder create_reminder remind add_reminder",
        "Set a reminder.|Remind the user of something at a time|Create a reminder",
        "text!:phrase time!:clock",
        'Remind me at {time} of "{text}"|Set a reminder for {time}: {text}|Remind me about {text} at {time}'
        '|At {time} remind me to check "{text}"|Reminder at {time}: {text}|I must not forget "{text}" at {time}'
        '|Create a reminder "{text}" at {time}|Please remind me of {text} at {time}',
    ),
    _tool(
        "set_timer start_timer timer",
        "Start a timer.|Set a countdown timer for some minutes|Countdown",
        "minutes!:small",
        "Set a timer for {minutes} minutes|Start a {minutes} minute timer|Timer {minutes} minutes"
        "|Wake me in {minutes} minutes|Count down {minutes} minutes|Please set a timer of {minutes} minutes"
        "|Give me {minutes} minutes on the clock",
    ),
    _tool(
        "set_alarm alarm create_alarm",
        "Set an alarm clock.|Wake the user at a time",
        "time!:clock day:day",
        "Set an alarm for {time}|Wake me at {time}|Wake me up at {time} on {day}|Alarm at {time} please"
        "|I need to get up at {time}|Set the alarm to {time} for {day}|Get me out of bed at {time}",
    ),
    _tool(
        "add_event create_event calendar_add schedule_meeting",
        "Add an event to the calendar.|Schedule a meeting|Create a calendar entry",
        "title!:phrase date!:day time:clock",
        'Add "{title}" to my calendar on {date} at {time}|Schedule "{title}" for {date}|Put {title} in my calendar on {date}'
        '|Schedule a meeting "{title}" on {date} at {time}|Create an event called "{title}" on {date}'
        '|Block {date} for "{title}"|Meeting "{title}" on {date} at {time} please|Plan "{title}" on {date} at {time}',
    ),
    _tool(
        "get_events list_events calendar agenda",
        "List the events of a day.|Show the calendar of a day",
        "date!:day",
        "What is on my calendar on {date}?|Do I have anything on {date}?|Show my events on {date}"
        "|What are my plans for {date}?|What does my agenda look like on {date}?|Am I free on {date}?"
        "|List the meetings on {date}",
    ),
    _tool(
        "convert_currency exchange currency_converter",
        "Convert an amount from one currency to another.|Currency conversion|Exchange money",
        "amount!:amount from_currency!:currency to_currency!:currency",
        "How much is {amount} {from_currency} in {to_currency}?|Convert {amount} {from_currency} to {to_currency}"
        "|What is {amount} {from_currency} in {to_currency}?|Change {amount} {from_currency} into {to_currency}"
        "|{amount} {from_currency} to {to_currency}|I have {amount} {from_currency}, what is that in {to_currency}?"
        "|Exchange {amount} {from_currency} for {to_currency}",
        "result rate date",
    ),
    _tool(
        "stock_price get_stock_price quote get_quote",
        "Get the price of a stock.|Latest stock quote by ticker symbol",
        "symbol!:ticker",
        "What is the price of {symbol}?|How is {symbol} doing?|Stock price of {symbol}|What does {symbol} cost?"
        "|Get me a quote for {symbol}|What is {symbol} trading at?|Show the stock price of {symbol}"
        "|How much is {symbol} stock?",
        "price change volume currency",
    ),
    _tool(
        "translate_text translate translator",
        "Translate text into another language.|Translates a text",
        "text!:phrase language!:language",
        'Translate "{text}" into {language}|How do you say "{text}" in {language}?|What is "{text}" in {language}?'
        '|Translate \'{text}\' to {language}|Say "{text}" in {language}|I need "{text}" in {language}',
    ),
    _tool(
        "book_hotel reserve_hotel hotel_booking",
        "Book a hotel room.|Reserve a hotel in a city",
        "city!:city nights!:small guests:small check_in:day",
        "Book a hotel in {city} for {nights} nights|Reserve a room in {city} for {nights} nights and {guests} guests"
        "|I need a hotel in {city} from {check_in} for {nights} nights|Get me a hotel in {city} for {nights} nights on {check_in}"
        "|Find us a room in {city}: {nights} nights, {guests} people|Hotel in {city}, {nights} nights, {guests} guests, from {check_in}"
        "|We are {guests} people and need {nights} nights in {city}",
        "hotel price confirmation",
    ),
    _tool(
        "search_flights find_flights flights book_flight",
        "Search flights between two cities.|Find a flight from one city to another on a day",
        "origin!:city destination!:city date:day",
        "Find flights from {origin} to {destination} on {date}|Flights from {origin} to {destination}"
        "|I want to fly from {origin} to {destination} on {date}|How do I get from {origin} to {destination} by plane on {date}?"
        "|Show me flights to {destination} from {origin}|Is there a flight from {origin} to {destination} on {date}?"
        "|Fly me to {destination} from {origin} on {date}",
        "flight price departure",
    ),
    _tool(
        "get_distance distance route_distance",
        "Distance between two places.|How far two cities are apart",
        "start!:city end!:city",
        "How far is it from {start} to {end}?|What is the distance between {start} and {end}?|Distance from {start} to {end}"
        "|How many kilometres from {start} to {end}?|How far apart are {start} and {end}?|How far is {end} from {start}?",
        "distance duration",
    ),
    _tool(
        "get_time current_time world_clock time_in",
        "Current time in a city.|Tell the local time",
        "city!:city",
        "What time is it in {city}?|Current time in {city}|How late is it in {city}?|Tell me the time in {city}"
        "|What's the local time in {city}?|Do you know what time it is in {city}?|Time in {city}?",
        "time timezone",
    ),
    _tool(
        "get_population population city_population",
        "Number of inhabitants of a city.|Look up a city's population",
        "city!:city",
        "How many people live in {city}?|What is the population of {city}?|How big is {city}?|Population of {city}"
        "|How many inhabitants does {city} have?|Tell me the number of inhabitants of {city}",
        "population year",
    ),
    _tool(
        "turn_on_light lights_on light_on",
        "Turn on the light in a room.|Switch a lamp on",
        "room!:word brightness:small",
        "Turn on the light in the {room}|Lights on in the {room}|Switch on the {room} light at {brightness} percent"
        "|It is dark in the {room}|Make the {room} bright|Turn the {room} lamp on|Light up the {room} at {brightness} percent",
    ),
    _tool(
        "set_temperature set_thermostat heating",
        "Set the temperature of a room.|Adjust the heating",
        "room!:word degrees!:small",
        "Set the {room} to {degrees} degrees|Heat the {room} to {degrees} degrees|Make it {degrees} degrees in the {room}"
        "|I want {degrees} degrees in the {room}|Temperature in the {room}: {degrees}|Warm up the {room} to {degrees} degrees",
    ),
    _tool(
        "play_song play_music music",
        "Play a song.|Start playing music by title and artist",
        "title!:phrase artist:person",
        'Play "{title}"|Play "{title}" by {artist}|Put on "{title}" by {artist}|I want to hear "{title}"'
        '|Can you play the song "{title}"?|Let us listen to "{title}" by {artist}',
    ),
    _tool(
        "create_ticket open_ticket create_issue report_bug",
        "Create a ticket in the tracker.|Open a bug report",
        "title!:phrase priority:word",
        'Create a ticket "{title}"|Open a ticket titled "{title}" with priority {priority}|File a bug: "{title}"'
        '|Report the problem "{title}"|New ticket: "{title}", priority {priority}|Please log a ticket called "{title}"',
    ),
    _tool(
        "get_order order_status track_order lookup_order",
        "Get the status of an order.|Look up an order by its number",
        "order_id!:code",
        "Where is my order {order_id}?|What is the status of order {order_id}?|Track order {order_id}|Has order {order_id} shipped?"
        "|Check on order {order_id}|What about order {order_id}?|When does order {order_id} arrive?",
        "status carrier total",
    ),
    _tool(
        "refund_order issue_refund refund",
        "Refund an order.|Give a customer the money back",
        "order_id!:code reason:remark",
        'Refund order {order_id}|Give the money for {order_id} back|Refund {order_id} because "{reason}"'
        '|I want a refund for order {order_id}|Order {order_id} should be refunded, reason: "{reason}"|Pay back order {order_id}',
    ),
    _tool(
        "run_command shell execute bash",
        "Run a command in the shell.|Execute a shell command and return its output",
        "command!:command",
        "Run `{command}`|Execute `{command}`|Run the command `{command}`|Please run '{command}' in the shell"
        "|What does `{command}` print?|Type `{command}` for me",
    ),
    _tool(
        "run_query sql_query query_database",
        "Run a SQL query.|Query the database with SQL",
        "query!:sql",
        "Run the query `{query}`|Query the database: {query}|Execute this SQL: {query}|What does `{query}` return?"
        "|Run {query}|Ask the database `{query}`",
    ),
    _tool(
        "fetch_url open_url get_page http_get",
        "Fetch a web page.|Download the content of a URL",
        "url!:url",
        "Open {url}|Fetch {url}|What is on {url}?|Get the page {url}|Download {url}|Read {url} for me",
    ),
    _tool(
        "web_search google search_web",
        "Search the web.|Find pages on the internet",
        "query!:phrase",
        'Search the web for "{query}"|Google {query}|Look on the internet for "{query}"|Find "{query}" on the web'
        '|Do a web search for "{query}"|Search online for {query}',
    ),
    _tool(
        "get_user find_user lookup_user get_employee",
        "Look up a user by name.|Find a person's record",
        "name!:person",
        "Who is {name}?|Look up {name}|Find the record of {name}|What do we know about {name}?|Get the details of {name}"
        "|Show me {name}'s profile|Find {name}",
        "email role department phone",
    ),
    _tool(
        "roll_dice dice throw_dice",
        "Roll dice.|Throw some dice with so many sides",
        "sides:small count:small",
        "Roll a dice|Roll {count} dice|Roll {count} dice with {sides} sides|Throw {count} dice|Give me a dice roll"
        "|Roll a die with {sides} sides",
    ),
    _tool(
        "add add_numbers sum",
        "Add two numbers.|The sum of two numbers",
        "a!:amount b!:amount",
        "Add {a} and {b}|What is {a} plus {b}?|What is the sum of {a} and {b}?|{a} + {b}|How much is {a} plus {b}?"
        "|Sum up {a} and {b}",
        "result",
    ),
    _tool(
        "multiply product times",
        "Multiply two numbers.|The product of two numbers",
        "a!:amount b!:amount",
        "Multiply {a} by {b}|What is {a} times {b}?|What is the product of {a} and {b}?|{a} * {b}|How much is {a} times {b}?"
        "|{a} multiplied by {b}",
        "result",
    ),
    _tool(
        "add_to_cart cart_add add_item",
        "Add an item to the shopping cart.|Put a product into the cart",
        "item!:word quantity:small",
        "Add {item} to my cart|Put {quantity} {item} into the cart|I want to buy {quantity} {item}|{quantity} {item} please"
        "|Add {quantity} {item} to the basket|Put {item} in my cart",
    ),
    _tool(
        "book_table reserve_table restaurant_booking",
        "Reserve a table in a restaurant.|Book a table",
        "restaurant!:proper people!:small time:clock",
        "Book a table at {restaurant} for {people} people|Reserve a table for {people} at {restaurant} at {time}"
        "|Table for {people} at {restaurant} please|We want to eat at {restaurant}, {people} of us, at {time}"
        "|Get me a table for {people} at {restaurant}|Dinner for {people} at {restaurant} at {time}",
    ),
    _tool(
        "create_note add_note save_note take_note",
        "Save a note.|Write down a note",
        "text!:remark",
        'Take a note: {text}|Note that {text}|Write down "{text}"|Save the note "{text}"|Make a note saying "{text}"'
        "|Please note down: {text}",
    ),
    _tool(
        "call_person phone_call dial",
        "Call a person on the phone.|Dial a contact",
        "person!:person",
        "Call {person}|Phone {person}|Give {person} a ring|Dial {person}|I need to talk to {person}|Please call {person} now",
    ),
    _tool(
        "define_word dictionary get_definition",
        "Look up the definition of a word.|Dictionary",
        "word!:word",
        'What does "{word}" mean?|Define {word}|What is the meaning of {word}?|Definition of "{word}"|Look up the word {word}'
        "|What does the word {word} mean?",
    ),
)

HELD_OUT: tuple[Everyday, ...] = (
    _tool(
        "check_tide tide_times",
        "Get the tide at a harbour.|Tide times of a harbour on a day",
        "harbour!:city day:day",
        "When is high tide at {harbour}?|What is the tide at {harbour} on {day}?|Tide times for {harbour} please|How high is the tide in {harbour}?",
        "height",
    ),
    _tool(
        "page_doctor alert_doctor",
        "Page a doctor.|Call a doctor to a ward",
        "doctor!:person ward!:code",
        "Page doctor {doctor} to ward {ward}|Get doctor {doctor} to {ward}|Doctor {doctor} is needed in ward {ward}",
    ),
    _tool(
        "mix_paint order_paint",
        "Mix paint of a colour.|Mix some litres of paint",
        "shade!:word litres!:count",
        "Mix {litres} litres of {shade} paint|I need {litres} litres of paint in {shade}|Make {litres} litres of {shade} paint",
    ),
    _tool(
        "park_car reserve_parking",
        "Reserve a parking space.|Find parking for a car",
        "plate!:code garage!:proper",
        "Park the car {plate} at {garage}|I need parking at {garage} for {plate}|Reserve a space in {garage} for the car {plate}",
    ),
    _tool(
        "look_up_train train_departures",
        "Departures of trains between stations.|Trains from one station to another",
        "board_at!:city leave_at!:city",
        "Trains from {board_at} to {leave_at}|When does the train from {board_at} to {leave_at} go?|I want to take the train from {board_at} to {leave_at}",
        "platform",
    ),
    _tool(
        "name_star star_info",
        "Look up a star by its catalogue number.|Facts about a star",
        "star!:code",
        "What do we know about star {star}?|Tell me about the star {star}|Show the star {star}",
        "magnitude",
    ),
)
"""Everyday tools that only the test has."""


ALIASES: dict[str, tuple[str, ...]] = {
    "city": ("location", "place", "city_name", "town", "where"),
    "days": ("num_days", "day_count", "n", "period"),
    "to": ("recipient", "to_address", "email", "receiver"),
    "subject": ("title", "headline"),
    "body": ("text", "content", "message"),
    "person": ("contact", "recipient", "name", "to"),
    "message": ("text", "content", "body"),
    "text": ("message", "content", "note", "task", "input"),
    "time": ("at", "when", "hour", "clock_time"),
    "minutes": ("duration", "length", "mins", "duration_minutes"),
    "date": ("day", "on", "when"),
    "amount": ("value", "sum", "quantity"),
    "from_currency": ("source", "base", "currency_from"),
    "to_currency": ("target", "quote", "currency_to"),
    "symbol": ("ticker", "stock", "company"),
    "language": ("target_language", "lang", "to_language"),
    "nights": ("stay", "number_of_nights", "duration"),
    "guests": ("people", "persons", "number_of_guests"),
    "origin": ("from_city", "departure", "source", "start"),
    "destination": ("to_city", "arrival", "target", "end"),
    "start": ("origin", "place_a", "source"),
    "end": ("destination", "place_b", "target"),
    "room": ("location", "area", "room_name"),
    "degrees": ("temperature", "celsius", "target"),
    "title": ("name", "summary", "song"),
    "order_id": ("order", "id", "order_number", "number"),
    "command": ("cmd", "shell_command", "line"),
    "query": ("sql", "q", "search_query", "terms"),
    "url": ("link", "address", "page"),
    "name": ("user", "person", "full_name", "username"),
    "a": ("x", "first", "left", "number1"),
    "b": ("y", "second", "right", "number2"),
    "item": ("product", "article", "sku"),
    "quantity": ("count", "number", "how_many"),
    "people": ("guests", "party_size", "seats"),
    "word": ("term", "entry", "text"),
}
"""Other names that the same parameters go by."""


def everyday(words: Words) -> tuple[Everyday, ToolSpec, dict[str, str]]:
    """One of this world's everyday tools in one of its guises, and what its slots are called."""
    kind = words.choice(HELD_OUT if words.split == "test" else EVERYDAY)
    called: dict[str, str] = {}
    for slot in kind.slots:
        name = _slot(slot)[0]
        other = words.choice(ALIASES.get(name, (name,)))
        keep = words.split == "test" or words.chance(0.55) or other in called.values()
        called[name] = name if keep else other
    if len(set(called.values())) < len(called):
        called = {name: name for name in called}
    return kind, spec(words, kind, called), called


def spec(words: Words, kind: Everyday, called: dict[str, str]) -> ToolSpec:
    properties: dict[str, JSON] = {}
    required: list[str] = []
    for slot in kind.slots:
        slot_name, type_ = _slot(slot)
        name = called[slot_name]
        properties[name] = _property(words, name, type_, required="!" in slot)
        if "!" in slot:
            required.append(name)
    schema: dict[str, JSON] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    if words.chance(0.4):
        schema["additionalProperties"] = False
    return ToolSpec(_name(words, kind), words.choice(kind.descriptions), schema)


def _name(words: Words, kind: Everyday) -> str:
    name = words.choice(kind.names)
    draw = words.rng.random()
    if words.split == "test" or draw < 0.7:
        return name
    if draw < 0.8:
        return f"{words.invented().lower()}_{name}"
    if draw < 0.9:
        return f"{name}_{words.word().lower()}"
    return name.replace("_", "-") if draw < 0.95 else words.invented().lower()


def _slot(slot: str) -> tuple[str, str]:
    name, _, kind = slot.partition(":")
    return name.rstrip("!"), "string" if kind == "sql" else KINDS[kind][0]


def _property(words: Words, name: str, type_: str, *, required: bool) -> dict[str, JSON]:
    result: dict[str, JSON] = {"type": type_}
    if not required and words.chance(0.5):
        result["default"] = None if type_ == "string" else 1
    if words.chance(0.6):
        result["description"] = f"The {name.replace('_', ' ')}"
    return result


def everyday_request(
    words: Words, kind: Everyday, tool: ToolSpec, called: dict[str, str]
) -> Request:
    """One of the tool's questions with its slots filled."""
    text = words.choice(kind.asks)
    makers = {slot.partition(":")[0].rstrip("!"): slot.partition(":")[2] for slot in kind.slots}
    asked = set(SLOT.findall(text))
    values_of = {name: _value(words, makers[name]) for name in called if name in asked}
    arguments = {called[name]: value for name, value in values_of.items()}
    filled = SLOT.sub(lambda match: str(values_of[match.group(1)]), text)
    return Request(_cased(words, filled), tool.name, arguments)


def _value(words: Words, kind: str) -> JSON:
    if kind == "sql":
        column, table = words.word(), words.word()
        return words.choice(
            (
                f"SELECT {column} FROM {table}",
                f"SELECT * FROM {table} WHERE {column} = {words.integer(1, 99)}",
                f"select count(*) from {table}",
            )
        )
    return KINDS[kind][1](words)


def _cased(words: Words, text: str) -> str:
    if words.chance(0.12) and words.split == "train":
        return f"{words.choice(('Please', 'Hi!', 'Hey,', 'Now:', 'Ok,'))} {text}"
    if words.chance(0.1) and text.endswith("?"):
        return text[:-1]
    return text
