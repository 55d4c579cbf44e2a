"""Weather, mail, reminders, money, travel: the tools that people try first."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "get_weather weather current_weather lookup_weather",
        "Get the current weather in a city.|Current weather of a place|Look up the weather",
        "city!:city",
        "What is the weather in {city}?|How is the weather in {city}?|What's the weather like in {city}?"
        "|How warm is it in {city}?|Is it raining in {city}?|weather {city}|Tell me the weather in {city}"
        "|Do I need an umbrella in {city}?|How cold is it in {city} now?|Is it sunny in {city}?"
        "|What is the weather like in {city} today?|Weather in {city} please",
        "temperature humidity wind condition",
    ),
    tool(
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
    tool(
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
    tool(
        "send_message message_person text_person send_sms",
        "Send a text message to a person.|Send somebody a message|Text a contact",
        "person!:person message!:remark",
        'Tell {person} "{message}"|Text {person} that {message}|Send {person} the message "{message}"'
        '|Message {person}: {message}|Let {person} know that {message}|Write {person} "{message}"'
        '|Send a message to {person} saying "{message}"|Text {person}: "{message}"',
    ),
    tool(
        "set_reminder create_reminder remind add_reminder",
        "Set a reminder.|Remind the user of something at a time|Create a reminder",
        "text!:phrase time!:clock",
        'Remind me at {time} of "{text}"|Set a reminder for {time}: {text}|Remind me about {text} at {time}'
        '|At {time} remind me to check "{text}"|Reminder at {time}: {text}|I must not forget "{text}" at {time}'
        '|Create a reminder "{text}" at {time}|Please remind me of {text} at {time}',
    ),
    tool(
        "set_timer start_timer timer",
        "Start a timer.|Set a countdown timer for some minutes|Countdown",
        "minutes!:small",
        "Set a timer for {minutes} minutes|Start a {minutes} minute timer|Timer {minutes} minutes"
        "|Wake me in {minutes} minutes|Count down {minutes} minutes|Please set a timer of {minutes} minutes"
        "|Give me {minutes} minutes on the clock",
    ),
    tool(
        "set_alarm alarm create_alarm",
        "Set an alarm clock.|Wake the user at a time",
        "time!:clock day:day",
        "Set an alarm for {time}|Wake me at {time}|Wake me up at {time} on {day}|Alarm at {time} please"
        "|I need to get up at {time}|Set the alarm to {time} for {day}|Get me out of bed at {time}",
    ),
    tool(
        "add_event create_event calendar_add schedule_meeting",
        "Add an event to the calendar.|Schedule a meeting|Create a calendar entry",
        "title!:phrase date!:day time:clock",
        'Add "{title}" to my calendar on {date} at {time}|Schedule "{title}" for {date}|Put {title} in my calendar on {date}'
        '|Schedule a meeting "{title}" on {date} at {time}|Create an event called "{title}" on {date}'
        '|Block {date} for "{title}"|Meeting "{title}" on {date} at {time} please|Plan "{title}" on {date} at {time}',
    ),
    tool(
        "get_events list_events calendar agenda",
        "List the events of a day.|Show the calendar of a day",
        "date!:day",
        "What is on my calendar on {date}?|Do I have anything on {date}?|Show my events on {date}"
        "|What are my plans for {date}?|What does my agenda look like on {date}?|Am I free on {date}?"
        "|List the meetings on {date}",
    ),
    tool(
        "convert_currency exchange currency_converter",
        "Convert an amount from one currency to another.|Currency conversion|Exchange money",
        "amount!:amount from_currency!:currency to_currency!:currency",
        "How much is {amount} {from_currency} in {to_currency}?|Convert {amount} {from_currency} to {to_currency}"
        "|What is {amount} {from_currency} in {to_currency}?|Change {amount} {from_currency} into {to_currency}"
        "|{amount} {from_currency} to {to_currency}|I have {amount} {from_currency}, what is that in {to_currency}?"
        "|Exchange {amount} {from_currency} for {to_currency}",
        "result rate date",
    ),
    tool(
        "stock_price get_stock_price quote get_quote",
        "Get the price of a stock.|Latest stock quote by ticker symbol",
        "symbol!:ticker",
        "What is the price of {symbol}?|How is {symbol} doing?|Stock price of {symbol}|What does {symbol} cost?"
        "|Get me a quote for {symbol}|What is {symbol} trading at?|Show the stock price of {symbol}"
        "|How much is {symbol} stock?",
        "price change volume currency",
    ),
    tool(
        "translate_text translate translator",
        "Translate text into another language.|Translates a text",
        "text!:phrase language!:language",
        'Translate "{text}" into {language}|How do you say "{text}" in {language}?|What is "{text}" in {language}?'
        '|Translate \'{text}\' to {language}|Say "{text}" in {language}|I need "{text}" in {language}',
    ),
    tool(
        "book_hotel reserve_hotel hotel_booking",
        "Book a hotel room.|Reserve a hotel in a city",
        "city!:city nights!:small guests:small check_in:day",
        "Book a hotel in {city} for {nights} nights|Reserve a room in {city} for {nights} nights and {guests} guests"
        "|I need a hotel in {city} from {check_in} for {nights} nights|Get me a hotel in {city} for {nights} nights on {check_in}"
        "|Find us a room in {city}: {nights} nights, {guests} people|Hotel in {city}, {nights} nights, {guests} guests, from {check_in}"
        "|We are {guests} people and need {nights} nights in {city}",
        "hotel price confirmation",
    ),
    tool(
        "search_flights find_flights flights book_flight",
        "Search flights between two cities.|Find a flight from one city to another on a day",
        "origin!:city destination!:city date:day",
        "Find flights from {origin} to {destination} on {date}|Flights from {origin} to {destination}"
        "|I want to fly from {origin} to {destination} on {date}|How do I get from {origin} to {destination} by plane on {date}?"
        "|Show me flights to {destination} from {origin}|Is there a flight from {origin} to {destination} on {date}?"
        "|Fly me to {destination} from {origin} on {date}",
        "flight price departure",
    ),
    tool(
        "get_distance distance route_distance",
        "Distance between two places.|How far two cities are apart",
        "start!:city end!:city",
        "How far is it from {start} to {end}?|What is the distance between {start} and {end}?|Distance from {start} to {end}"
        "|How many kilometres from {start} to {end}?|How far apart are {start} and {end}?|How far is {end} from {start}?",
        "distance duration",
    ),
    tool(
        "get_time current_time world_clock time_in",
        "Current time in a city.|Tell the local time",
        "city!:city",
        "What time is it in {city}?|Current time in {city}|How late is it in {city}?|Tell me the time in {city}"
        "|What's the local time in {city}?|Do you know what time it is in {city}?|Time in {city}?",
        "time timezone",
    ),
    tool(
        "get_population population city_population",
        "Number of inhabitants of a city.|Look up a city's population",
        "city!:city",
        "How many people live in {city}?|What is the population of {city}?|How big is {city}?|Population of {city}"
        "|How many inhabitants does {city} have?|Tell me the number of inhabitants of {city}",
        "population year",
    ),
    tool(
        "turn_on_light lights_on light_on",
        "Turn on the light in a room.|Switch a lamp on",
        "room!:word brightness:small",
        "Turn on the light in the {room}|Lights on in the {room}|Switch on the {room} light at {brightness} percent"
        "|It is dark in the {room}|Make the {room} bright|Turn the {room} lamp on|Light up the {room} at {brightness} percent",
    ),
    tool(
        "set_temperature set_thermostat heating",
        "Set the temperature of a room.|Adjust the heating",
        "room!:word degrees!:small",
        "Set the {room} to {degrees} degrees|Heat the {room} to {degrees} degrees|Make it {degrees} degrees in the {room}"
        "|I want {degrees} degrees in the {room}|Temperature in the {room}: {degrees}|Warm up the {room} to {degrees} degrees",
    ),
    tool(
        "play_song play_music music",
        "Play a song.|Start playing music by title and artist",
        "title!:phrase artist:person",
        'Play "{title}"|Play "{title}" by {artist}|Put on "{title}" by {artist}|I want to hear "{title}"'
        '|Can you play the song "{title}"?|Let us listen to "{title}" by {artist}',
    ),
    tool(
        "create_ticket open_ticket create_issue report_bug",
        "Create a ticket in the tracker.|Open a bug report",
        "title!:phrase priority:word",
        'Create a ticket "{title}"|Open a ticket titled "{title}" with priority {priority}|File a bug: "{title}"'
        '|Report the problem "{title}"|New ticket: "{title}", priority {priority}|Please log a ticket called "{title}"',
    ),
    tool(
        "get_order order_status track_order lookup_order",
        "Get the status of an order.|Look up an order by its number",
        "order_id!:code",
        "Where is my order {order_id}?|What is the status of order {order_id}?|Track order {order_id}|Has order {order_id} shipped?"
        "|Check on order {order_id}|What about order {order_id}?|When does order {order_id} arrive?",
        "status carrier total",
    ),
    tool(
        "refund_order issue_refund refund",
        "Refund an order.|Give a customer the money back",
        "order_id!:code reason:remark",
        'Refund order {order_id}|Give the money for {order_id} back|Refund {order_id} because "{reason}"'
        '|I want a refund for order {order_id}|Order {order_id} should be refunded, reason: "{reason}"|Pay back order {order_id}',
    ),
    tool(
        "run_command shell execute bash",
        "Run a command in the shell.|Execute a shell command and return its output",
        "command!:command",
        "Run `{command}`|Execute `{command}`|Run the command `{command}`|Please run '{command}' in the shell"
        "|What does `{command}` print?|Type `{command}` for me",
    ),
    tool(
        "run_query sql_query query_database",
        "Run a SQL query.|Query the database with SQL",
        "query!:sql",
        "Run the query `{query}`|Query the database: {query}|Execute this SQL: {query}|What does `{query}` return?"
        "|Run {query}|Ask the database `{query}`",
    ),
    tool(
        "fetch_url open_url get_page http_get",
        "Fetch a web page.|Download the content of a URL",
        "url!:url",
        "Open {url}|Fetch {url}|What is on {url}?|Get the page {url}|Download {url}|Read {url} for me",
    ),
    tool(
        "web_search google search_web",
        "Search the web.|Find pages on the internet",
        "query!:phrase",
        'Search the web for "{query}"|Google {query}|Look on the internet for "{query}"|Find "{query}" on the web'
        '|Do a web search for "{query}"|Search online for {query}',
    ),
    tool(
        "get_user find_user lookup_user get_employee",
        "Look up a user by name.|Find a person's record",
        "name!:person",
        "Who is {name}?|Look up {name}|Find the record of {name}|What do we know about {name}?|Get the details of {name}"
        "|Show me {name}'s profile|Find {name}",
        "email role department phone",
    ),
    tool(
        "roll_dice dice throw_dice",
        "Roll dice.|Throw some dice with so many sides",
        "sides:small count:small",
        "Roll a dice|Roll {count} dice|Roll {count} dice with {sides} sides|Throw {count} dice|Give me a dice roll"
        "|Roll a die with {sides} sides",
    ),
    tool(
        "add add_numbers sum",
        "Add two numbers.|The sum of two numbers",
        "a!:amount b!:amount",
        "Add {a} and {b}|What is {a} plus {b}?|What is the sum of {a} and {b}?|{a} + {b}|How much is {a} plus {b}?"
        "|Sum up {a} and {b}",
        "result",
    ),
    tool(
        "multiply product times",
        "Multiply two numbers.|The product of two numbers",
        "a!:amount b!:amount",
        "Multiply {a} by {b}|What is {a} times {b}?|What is the product of {a} and {b}?|{a} * {b}|How much is {a} times {b}?"
        "|{a} multiplied by {b}",
        "result",
    ),
    tool(
        "add_to_cart cart_add add_item",
        "Add an item to the shopping cart.|Put a product into the cart",
        "item!:word quantity:small",
        "Add {item} to my cart|Put {quantity} {item} into the cart|I want to buy {quantity} {item}|{quantity} {item} please"
        "|Add {quantity} {item} to the basket|Put {item} in my cart",
    ),
    tool(
        "book_table reserve_table restaurant_booking",
        "Reserve a table in a restaurant.|Book a table",
        "restaurant!:proper people!:small time:clock",
        "Book a table at {restaurant} for {people} people|Reserve a table for {people} at {restaurant} at {time}"
        "|Table for {people} at {restaurant} please|We want to eat at {restaurant}, {people} of us, at {time}"
        "|Get me a table for {people} at {restaurant}|Dinner for {people} at {restaurant} at {time}",
    ),
    tool(
        "create_note add_note save_note take_note",
        "Save a note.|Write down a note",
        "text!:remark",
        'Take a note: {text}|Note that {text}|Write down "{text}"|Save the note "{text}"|Make a note saying "{text}"'
        "|Please note down: {text}",
    ),
    tool(
        "call_person phone_call dial",
        "Call a person on the phone.|Dial a contact",
        "person!:person",
        "Call {person}|Phone {person}|Give {person} a ring|Dial {person}|I need to talk to {person}|Please call {person} now",
    ),
    tool(
        "define_word dictionary get_definition",
        "Look up the definition of a word.|Dictionary",
        "word!:word",
        'What does "{word}" mean?|Define {word}|What is the meaning of {word}?|Definition of "{word}"|Look up the word {word}'
        "|What does the word {word} mean?",
    ),
    tool(
        "check_tide tide_times",
        "Get the tide at a harbour.|Tide times of a harbour on a day",
        "harbour!:city day:day",
        "When is high tide at {harbour}?|What is the tide at {harbour} on {day}?|Tide times for {harbour} please|How high is the tide in {harbour}?",
        "height",
    ),
    tool(
        "page_doctor alert_doctor",
        "Page a doctor.|Call a doctor to a ward",
        "doctor!:person ward!:code",
        "Page doctor {doctor} to ward {ward}|Get doctor {doctor} to {ward}|Doctor {doctor} is needed in ward {ward}",
    ),
    tool(
        "mix_paint order_paint",
        "Mix paint of a colour.|Mix some litres of paint",
        "shade!:word litres!:count",
        "Mix {litres} litres of {shade} paint|I need {litres} litres of paint in {shade}|Make {litres} litres of {shade} paint",
    ),
    tool(
        "park_car reserve_parking",
        "Reserve a parking space.|Find parking for a car",
        "plate!:code garage!:proper",
        "Park the car {plate} at {garage}|I need parking at {garage} for {plate}|Reserve a space in {garage} for the car {plate}",
    ),
    tool(
        "look_up_train train_departures",
        "Departures of trains between stations.|Trains from one station to another",
        "board_at!:city leave_at!:city",
        "Trains from {board_at} to {leave_at}|When does the train from {board_at} to {leave_at} go?|I want to take the train from {board_at} to {leave_at}",
        "platform",
    ),
    tool(
        "name_star star_info",
        "Look up a star by its catalogue number.|Facts about a star",
        "star!:code",
        "What do we know about star {star}?|Tell me about the star {star}|Show the star {star}",
        "magnitude",
    ),
)
