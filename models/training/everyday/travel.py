"""Getting about: rental, tickets, roads, trips, ships, luggage and maps."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "rent_car book_rental_car car_rental hireCar",
        "Rent a car.|Books a rental car from a pickup to a return city|Car hire for some days",
        "pickup_city!:city return_city!:city pickup_day:day rental_days:small",
        "Rent a car in {pickup_city} and return it in {return_city}|I need a car from {pickup_city}, I will leave it in {return_city}|Rental car, {pickup_city} to {return_city}, {rental_days} days from {pickup_day}"
        "|On {pickup_day} I pick up a car in {pickup_city}; drop-off is {return_city}|Return in {return_city}, pickup in {pickup_city}, for {rental_days} days|Get us something with four wheels in {pickup_city} on {pickup_day}, to be given back in {return_city}"
        "|Can I hire a car at {pickup_city} for {rental_days} days and hand it over in {return_city}?|We return the car in {return_city} after {rental_days} days; we collect it in {pickup_city}|Please book a hire car: collect {pickup_city}, return {return_city}"
        "|How about a small car for {rental_days} days starting {pickup_day}, picked up in {pickup_city}, back at {return_city}?|One-way rental out of {pickup_city} ending in {return_city}|The car should wait in {pickup_city} on {pickup_day} and end up in {return_city}",
        "booking_number car total",
    ),
    tool(
        "plan_transit bus_route find_connection transitRoute",
        "Find a bus or tram connection between two stops.|Plans a ride on public transport|Next connection from stop to stop",
        "from_stop!:proper to_stop!:proper arrive_by:clock leave_after:clock",
        "How do I get from {from_stop} to {to_stop} by bus?|Next tram from {from_stop} to {to_stop}|I must be at {to_stop} by {arrive_by}, I start at {from_stop}"
        "|Bus connection {from_stop} - {to_stop}, arriving before {arrive_by}|To {to_stop} please, from the stop {from_stop}, not before {leave_after}|Which line goes from {from_stop} to {to_stop} after {leave_after}?"
        "|I am standing at {from_stop} and want to go to {to_stop}|Leaving {from_stop} after {leave_after}, reaching {to_stop} no later than {arrive_by}|Is there a direct bus to {to_stop} out of {from_stop}?"
        "|By {arrive_by} at {to_stop}, departure {from_stop}|Plan a ride on public transport: start {from_stop}, end {to_stop}|Can I still catch something from {from_stop} towards {to_stop} at {leave_after}?",
        "line departure changes",
    ),
    tool(
        "buy_transit_ticket buy_bus_ticket ticket_machine purchaseFare",
        "Buy a ticket for bus and tram.|Purchases a public transport fare|Sells single, day, week or month tickets",
        "ticket_kind!:single/day/week/month passengers:small transit_zone:code",
        "Buy a {ticket_kind} ticket|A {ticket_kind} ticket for {passengers} people please|{passengers} passengers, {ticket_kind} ticket, zone {transit_zone}"
        "|I need a {ticket_kind} pass for zone {transit_zone}|Get me a {ticket_kind} fare for the tram|For zone {transit_zone}, one {ticket_kind} ticket"
        "|We are {passengers} and want {ticket_kind} tickets for the bus|Can I have a {ticket_kind} ticket?|{ticket_kind} ticket|How about a {ticket_kind} ticket covering {passengers} of us in {transit_zone}?"
        "|The inspector is coming, quickly buy a {ticket_kind} ticket|Purchase {passengers} {ticket_kind} tickets valid in zone {transit_zone}",
        "ticket_number price valid_until",
    ),
    tool(
        "call_taxi order_taxi book_cab request_ride",
        "Order a taxi.|Calls a cab to a pickup place|Requests a ride to a destination at some time",
        "pickup_place!:proper dropoff_place:proper pickup_time:clock riders:small",
        "Call a taxi to {pickup_place}|I need a cab from {pickup_place} to {dropoff_place}|Taxi at {pickup_time}, {pickup_place}, {riders} people"
        "|Take me to {dropoff_place}, I'm at {pickup_place}|Order a taxi for {riders} from {pickup_place} at {pickup_time}|Can someone drive {riders} of us from {pickup_place} over to {dropoff_place}?"
        "|At {pickup_time} there should be a cab waiting outside {pickup_place}|Please pick me up at {pickup_place}|To {dropoff_place} from {pickup_place} by taxi, {pickup_time}"
        "|We missed the last bus! A ride from {pickup_place}, {riders} passengers|Get a driver to {pickup_place} by {pickup_time}, we're going to {dropoff_place}|cab {pickup_place}",
        "driver arrival_minutes fare",
    ),
    tool(
        "unlock_bike rent_bike bike_share rentScooter",
        "Unlock a shared bike at a station.|Rents a bicycle for some minutes|Starts a bike-share ride",
        "dock!:code bike_type:city/electric/cargo ride_minutes:small",
        "Unlock a bike at {dock}|I want to ride a bicycle from station {dock} for {ride_minutes} minutes|One {bike_type} bike for me at dock {dock}"
        "|Bike, {dock}, {ride_minutes} minutes|For {ride_minutes} minutes I need a {bike_type} bike from {dock}|Is there a {bike_type} bicycle at {dock}? Unlock it please"
        "|I'm standing in front of {dock}, give me a bike|{dock}: one {bike_type} bike, about {ride_minutes} minutes|Could you release a bike in dock {dock}?"
        "|Start a bike ride at {dock}, {bike_type} please|No taxi today, I'll cycle. Station {dock}, {ride_minutes} minutes.|Let me borrow a bicycle from {dock}",
        "bike_number unlock_code price",
    ),
    tool(
        "traffic_report get_traffic road_conditions trafficInfo",
        "Traffic on a road.|Reports jams, roadworks and accidents|Current conditions on a motorway",
        "road!:code heading:north/south/east/west around_hour:clock",
        "How is the traffic on {road}?|Is there a jam on the {road}?|Traffic report for {road} heading {heading}"
        "|Any roadworks on {road} going {heading} around {around_hour}?|Around {around_hour}, will the {road} be full?|We are driving {heading} on the {road}, what lies ahead?"
        "|Tell me about accidents on {road}|{road}, {heading}, traffic please|At {around_hour} I'll be on the {road}, are there delays?|Is the {road} closed?"
        "|Road conditions, {road}|Why is nothing moving on the {road} going {heading}?|Should I avoid the {road} at {around_hour}?",
        "delay_minutes jam_km cause",
    ),
    tool(
        "pay_toll toll_payment buy_vignette payRoadToll",
        "Pay the toll for a vehicle.|Pays a road or bridge charge by number plate|Toll payment",
        "number_plate!:code toll_road!:proper crossing_day:day",
        "Pay the toll for {number_plate} on the {toll_road}|I drove over the {toll_road} with {number_plate}, settle the charge|Toll {toll_road}, plate {number_plate}"
        "|My car {number_plate} used the {toll_road} tunnel on {crossing_day}|On {crossing_day} we crossed {toll_road}; the plate is {number_plate}, please pay|{toll_road} toll for {crossing_day}: {number_plate}"
        "|Could you pay for {number_plate}? It went through {toll_road} on {crossing_day}|The {toll_road} bridge costs money, pay it for the car {number_plate}|I don't want a fine, so pay what {number_plate} owes for {toll_road}"
        "|Plate {number_plate} crosses {toll_road} on {crossing_day}, buy the pass|Settle the road charge of the {toll_road} for the van {number_plate}|Has the toll of {toll_road} been paid for {number_plate}? If not, do it now",
        "receipt_number charge",
    ),
    tool(
        "fuel_prices gas_prices cheapest_fuel fuelFinder",
        "Fuel prices in a town.|Finds the cheapest petrol station|What petrol or diesel costs nearby",
        "fuel_town!:city fuel!:petrol/diesel/gas radius_km:small",
        "What does {fuel} cost in {fuel_town}?|Cheapest {fuel} in {fuel_town}|Find {fuel} within {radius_km} km of {fuel_town}"
        "|{fuel_town}, {fuel} prices|My tank is nearly empty, where do I get {fuel} in {fuel_town}?|Inside {radius_km} kilometres around {fuel_town}, who sells the cheapest {fuel}?"
        "|Is {fuel} expensive in {fuel_town} today?|Show me stations selling {fuel}, no more than {radius_km} km from {fuel_town}|I need {fuel} near {fuel_town}"
        "|Fuel price check please: {fuel}, {fuel_town}, {radius_km} km|How much is a litre of {fuel} around {fuel_town}?|For my {fuel} car, look for a filling station up to {radius_km} km outside {fuel_town}",
        "price_per_litre station",
    ),
    tool(
        "find_charger charging_stations ev_charger locate_charger",
        "Find a charging station for an electric car.|EV chargers in a place by power and plug|Where to charge the car",
        "charge_city!:city min_kilowatts:count connector:ccs/chademo/schuko",
        "Find a charger in {charge_city}|Where can I charge my electric car in {charge_city}?|Charging stations around {charge_city} with at least {min_kilowatts} kW"
        "|I need a {connector} plug in {charge_city}|EV charger, {charge_city}, {connector}, {min_kilowatts} kilowatts|My battery is at five percent and I'm close to {charge_city}"
        "|No less than {min_kilowatts} kilowatts please, a fast charger near {charge_city}|Are there {connector} chargers in {charge_city}?|Locate somewhere in {charge_city} to plug in the car"
        "|With {connector} and {min_kilowatts} kW or more, what does {charge_city} offer?|Which charging point in {charge_city} has {connector}?|Look for {min_kilowatts} kW charging in {charge_city}",
        "station_name free_plugs price_per_kwh",
    ),
    tool(
        "book_ferry ferry_ticket reserve_ferry ferryBooking",
        "Book a ferry.|Reserves a crossing between two ports|Ferry tickets with or without a vehicle",
        "departure_port!:city arrival_port!:city sailing_day:day vehicle:car/bike/camper/none",
        "Book the ferry from {departure_port} to {arrival_port}|Ferry {departure_port} to {arrival_port} on {sailing_day} with a {vehicle}|I want to cross from {departure_port} to {arrival_port}, vehicle: {vehicle}"
        "|On {sailing_day} we sail to {arrival_port}, boarding in {departure_port}|Is there a boat to {arrival_port} from {departure_port} on {sailing_day}?|Reserve a ferry to {arrival_port}; we start in {departure_port} and bring a {vehicle}"
        "|A crossing for {sailing_day}, {departure_port} - {arrival_port}, {vehicle}|Get me over the water from {departure_port} to {arrival_port}|Can a {vehicle} go on the ferry that leaves {departure_port} for {arrival_port} on {sailing_day}?"
        "|Please get ferry tickets to {arrival_port} out of {departure_port}|We'd like to arrive in {arrival_port} by ship, departing {departure_port} on {sailing_day}|Ferry wanted: port of departure {departure_port}, port of arrival {arrival_port}",
        "ship_name boarding_time fare",
    ),
    tool(
        "book_cabin reserve_cabin cruise_cabin cruiseBooking",
        "Book a cabin on a cruise ship.|Reserves an inside, outside or balcony cabin|Cruise booking for some travellers",
        "cruise_ship!:proper cabin_type!:inside/outside/balcony/suite travellers:small embark_day:day",
        "Book one {cabin_type} cabin on the {cruise_ship}|We want a {cabin_type} on the {cruise_ship} for {travellers} people|Cruise on the {cruise_ship}, {cabin_type}, leaving {embark_day}"
        "|{travellers} travellers, {cabin_type} cabin, ship {cruise_ship}|On {embark_day} the {cruise_ship} sails, get us a {cabin_type} cabin|Is there still a {cabin_type} cabin aboard {cruise_ship}?"
        "|For our honeymoon: a {cabin_type} on the {cruise_ship}|Reserve {cabin_type} for {travellers} of us on board the {cruise_ship}, {embark_day}|How about the {cruise_ship} on {embark_day} with a {cabin_type} cabin?"
        "|The cabin must be {cabin_type}, the ship {cruise_ship}|Please put {travellers} guests into a {cabin_type} cabin of the {cruise_ship}|I get seasick, so {cabin_type} please, on {cruise_ship}, embarking {embark_day}",
        "cabin_number deck deposit",
    ),
    tool(
        "track_ship vessel_position where_is_ship shipTracker",
        "Track a ship.|Position and speed of a vessel|Tells where a ship is and where it is bound",
        "vessel!:proper",
        "Where is the {vessel}?|Track the ship {vessel}|What is the position of the vessel {vessel}?|When does the {vessel} reach port?"
        "|My husband works on the {vessel}, where is it now?|vessel {vessel}|Show the {vessel} on the map|How fast is the {vessel} sailing?"
        "|Has the {vessel} left the harbour?|Where is the freighter {vessel} bound for?|Look up the current course of {vessel}|Our containers are on the {vessel}. Position please!",
        "latitude longitude knots next_port",
    ),
    tool(
        "report_lost_luggage lost_baggage missing_bag baggageClaim",
        "Report lost luggage.|Files a claim for a missing bag by its tag|Lost baggage report",
        "bag_tag!:code bag_description:remark deliver_to:email",
        'My suitcase {bag_tag} is lost|Report the bag with tag {bag_tag} as missing|Luggage {bag_tag} did not arrive, description: "{bag_description}"'
        '|Bag tag {bag_tag} has vanished, write to {deliver_to}|"{bag_description}" is what I can say about my lost bag {bag_tag}|Please file a claim for {bag_tag} and answer to {deliver_to}'
        '|I waited an hour at the belt and {bag_tag} never came|Missing: {bag_tag}. Contact {deliver_to}. Details: "{bag_description}"|Where is my baggage? The tag reads {bag_tag}'
        '|Tell {deliver_to} as soon as {bag_tag} turns up, I lost it today|Lost luggage {bag_tag}, "{bag_description}"|Can you start a search for suitcase {bag_tag}?',
        "claim_number last_seen",
    ),
    tool(
        "add_luggage extra_baggage book_luggage addBag",
        "Add luggage to a booking.|Books extra bags of some weight|Extra baggage for a trip",
        "reservation!:code bags!:small kilos_each:small",
        "Add {bags} bags to {reservation}|I need {bags} extra suitcases on booking {reservation}|Booking {reservation}: {bags} bags of {kilos_each} kilos each"
        "|We have too much stuff, put {bags} more bags on {reservation}|For {reservation}, {bags} pieces of luggage, no more than {kilos_each} kg each|Can I bring {bags} suitcases on reservation {reservation}?"
        "|Extra baggage please, {bags} pieces, reservation {reservation}|With {kilos_each} kg apiece, add {bags} bags to trip {reservation}|{reservation} + {bags} bags"
        "|I bought souvenirs. Book luggage for {reservation}: {bags} cases at {kilos_each} kilos|How much are {bags} bags at {kilos_each} kg on {reservation}? Add them|The reservation {reservation} should include {bags} bags, each up to {kilos_each} kilos",
        "luggage_fee total_weight",
    ),
    tool(
        "make_packing_list packing_list what_to_pack packList",
        "Make a packing list.|What to take along on a trip|Suggests clothes and things for a destination",
        "trip_city!:city trip_days!:small trip_style:business/beach/hiking/skiing",
        "What should I pack for {trip_days} days in {trip_city}?|Packing list for {trip_city}, {trip_days} days|Make a packing list: {trip_style} trip to {trip_city}, {trip_days} days"
        "|I'm off to {trip_city} for {trip_days} days of {trip_style}, what goes in the bag?|{trip_days} days, {trip_city}, {trip_style}|We leave for {trip_city} tomorrow and stay {trip_days} days, which clothes?"
        "|Please list what to take to {trip_city} for a {trip_style} holiday of {trip_days} days|My suitcase is empty. {trip_city}, {trip_days} days. Help!|How many shirts do I need for {trip_days} days in {trip_city}?"
        "|For {trip_days} days of {trip_style} near {trip_city}, tell me what to bring|Things to pack, {trip_style}, {trip_days} days, going to {trip_city}|Write a list of stuff for {trip_city}; I'm gone {trip_days} days",
        "items weight_estimate",
    ),
    tool(
        "visa_requirements check_visa need_visa entry_rules",
        "Check the visa requirements.|Whether a traveller needs a visa for a country|Entry rules by nationality and length of stay",
        "nationality!:word visit_country!:proper stay_days:small",
        "Do I need a visa for {visit_country} with a {nationality} passport?|Visa requirements for {visit_country}, nationality {nationality}|Can {nationality} citizens enter {visit_country} for {stay_days} days?"
        "|I am {nationality} and travel to {visit_country}, what papers do I need?|For a stay of {stay_days} days in {visit_country}, must a {nationality} apply for a visa?|entry rules {visit_country}, {nationality} passport, {stay_days} days"
        "|Will they let me into {visit_country}? My nationality is {nationality}|Check whether {visit_country} asks {nationality} tourists for a visa|With a {nationality} passport, how do I get into {visit_country}?"
        "|My wife is {nationality}; we plan {stay_days} days in {visit_country}. Visa or not?|Is {visit_country} free of visas for a {nationality} visitor staying {stay_days} days?|Please look up entry to {visit_country} for {nationality} people",
        "visa_needed processing_days visa_fee",
    ),
    tool(
        "book_event_tickets buy_tickets get_tickets eventTickets",
        "Buy tickets for an event.|Books seats for a concert, show or match|Event tickets in some price category",
        "event!:proper seats!:small event_day:day max_price:amount",
        "Buy {seats} tickets for {event}|I want to see {event}, {seats} seats|{seats} seats at {event} on {event_day}, no more than {max_price} each"
        "|Tickets for {event}: {seats}, {event_day}|On {event_day}, {event} plays here, get us {seats} tickets|Could you get {seats} seats for the {event} concert below {max_price}?"
        "|For at most {max_price} a ticket I'd take {seats} for {event}|We're {seats} people and would love to go to {event}|{event}, {seats} tickets please"
        "|Please book me into the {event} show on {event_day} with {seats} seats|Up to {max_price} per seat, {seats} seats, the show is {event} on {event_day}|My parents want to go to {event}: {seats} tickets under {max_price}",
        "order_code row total_price",
    ),
    tool(
        "museum_hours opening_hours is_it_open openingTimes",
        "Opening hours of a sight.|When a museum or other attraction is open|Tells opening times and entry prices",
        "attraction!:proper visiting_day:day",
        "When is the {attraction} open?|Opening hours of {attraction} on {visiting_day}|Is the {attraction} museum open on {visiting_day}?"
        "|What time does {attraction} close?|Can we still get into the {attraction} today?|We plan to visit {attraction} on {visiting_day}, how long do they let people in?"
        "|{attraction} hours, {visiting_day}|On {visiting_day}, when do the doors of the {attraction} open?|Tell me the opening times for {attraction}"
        "|Is {attraction} closed {visiting_day}?|Until what hour may one visit the {attraction}?|museum hours {attraction}",
        "opens closes entry_price",
    ),
    tool(
        "save_place pin_location add_map_pin savePin",
        "Save a place on the map.|Drops a pin with a label|Marks a location with coordinates",
        "pin_label!:phrase pin_latitude!:amount pin_longitude!:amount",
        'Save "{pin_label}" at latitude {pin_latitude}, longitude {pin_longitude}|Drop a pin at {pin_latitude}, {pin_longitude} and call it "{pin_label}"|Put "{pin_label}" on my map, longitude {pin_longitude} and latitude {pin_latitude}'
        '|Pin "{pin_label}": {pin_latitude} / {pin_longitude}|I parked at {pin_latitude}, {pin_longitude}, label it "{pin_label}"|Mark the spot {pin_latitude} north {pin_longitude} east as "{pin_label}"'
        '|The place "{pin_label}" lies at longitude {pin_longitude}, latitude {pin_latitude}, remember it|Can you save {pin_latitude}, {pin_longitude} under "{pin_label}"?|map pin lat {pin_latitude} lon {pin_longitude} "{pin_label}"'
        '|We found a lovely beach! "{pin_label}", latitude {pin_latitude}, longitude {pin_longitude}|Please store the location named "{pin_label}" with lat {pin_latitude} and long {pin_longitude}',
        "pin_id",
    ),
    tool(
        "find_nearby nearby_places places_around placesNear",
        "Find places nearby.|Cafes, cash machines, toilets and parks around a spot|Searches the map within a radius",
        "category!:cafe/atm/toilet/supermarket/park near_place!:proper within_metres:count",
        "Find a {category} near {near_place}|Is there a {category} around {near_place}?|Nearest {category} to {near_place}, within {within_metres} metres"
        "|I'm at {near_place} and need a {category} quickly|Which {category} is closest to {near_place}?|Within {within_metres} metres of {near_place}, show every {category}"
        "|{category}, {near_place}, {within_metres} m|Look for a {category} no more than {within_metres} metres from {near_place}|Near {near_place}, any {category}?"
        "|Where is a {category} when you need one? I'm by the {near_place}|Search the map for a {category} inside {within_metres} metres around {near_place}|Please show me a {category} close to the {near_place}, {within_metres} metres on foot at most",
        "place_name metres open_now",
    ),
    tool(
        "get_directions driving_directions navigate routePlanner",
        "Directions from one place to another.|Plans a route by car, on foot or by bike|Navigation that can avoid tolls and ferries",
        "from_place!:proper to_place!:proper travel_by:car/foot/bike avoid:tolls/motorways/ferries",
        "How do I get from {from_place} to {to_place}?|Directions to {to_place} from {from_place} by {travel_by}|Navigate from {from_place} to {to_place}, avoid {avoid}"
        "|Route {from_place} - {to_place}, {travel_by}|I hate {avoid}, how do I reach {to_place} from {from_place} without them?|Show me the way to {to_place}, starting at {from_place}"
        "|By {travel_by}, what is the best route out of {from_place} to {to_place}?|We're lost at {from_place} and should be at {to_place}|No {avoid} please: {from_place} to {to_place} by {travel_by}"
        "|Guide me to {to_place}. I'm at {from_place}, going by {travel_by}.|Could you plan a trip that begins in {from_place} and ends in {to_place}, avoiding {avoid}?|Which road leads from {from_place} to {to_place}, with no {avoid}?",
        "kilometres minutes steps",
    ),
    tool(
        "log_trip_expense add_travel_expense travel_costs tripExpense",
        "Log an expense of a trip.|Adds travel costs with a category|Records what was spent while travelling",
        "spent!:amount spent_currency!:currency expense_type:food/transport/lodging/fun spent_on:day",
        "I spent {spent} {spent_currency} on {expense_type}|Log {spent} {spent_currency} for the trip|Trip expense: {spent} {spent_currency}, {expense_type}, {spent_on}"
        "|On {spent_on} we paid {spent} {spent_currency}|Add {spent} {spent_currency} to our travel costs under {expense_type}|{expense_type} cost us {spent} {spent_currency} on {spent_on}"
        "|Put {spent} {spent_currency} in the holiday budget|The museum was {spent} {spent_currency}, file it as {expense_type}|Please record a travel expense from {spent_on}, {spent} {spent_currency}"
        "|{spent} {spent_currency} gone for {expense_type}!|Can you note that {spent_on} cost {spent} {spent_currency} in {expense_type}?|Another {spent} {spent_currency} spent on this journey",
        "trip_total budget_left",
    ),
    tool(
        "add_stop insert_stopover add_waypoint tripAddStop",
        "Add a stop to a trip.|Inserts a stopover into an itinerary|Adds a city to a planned journey",
        "trip_id!:code stop_city!:city after_city:city stop_nights:small",
        "Add {stop_city} to trip {trip_id}|Put a stop in {stop_city} after {after_city} on trip {trip_id}|Trip {trip_id}: {stop_nights} nights in {stop_city}"
        "|After {after_city} we also want to see {stop_city}, change {trip_id}|Let me stay {stop_nights} nights in {stop_city} during {trip_id}|{trip_id} should go through {stop_city}"
        "|Can we fit {stop_city} into itinerary {trip_id} right behind {after_city}?|Insert a stopover at {stop_city}, {stop_nights} nights, following {after_city}, into {trip_id}|On our journey {trip_id} I'd like to visit {stop_city}"
        "|itinerary {trip_id}, new waypoint {stop_city}, {stop_nights} nights|Before we fly home, {stop_city}! Put it on {trip_id}, after {after_city}|Please extend {trip_id} by a stop in {stop_city}",
        "stop_number new_length",
    ),
    tool(
        "share_location send_my_location live_location shareWhereabouts",
        "Share the current location with somebody.|Lets a contact follow where you are|Live location until a time",
        "share_with!:person share_until:clock",
        "Share my location with {share_with}|Let {share_with} see where I am until {share_until}|Send my position to {share_with}"
        "|Until {share_until}, {share_with} may follow me on the map|{share_with} wants to know where I am|I'm walking home alone, share my whereabouts with {share_with} till {share_until}"
        "|Live location for {share_with}, ending {share_until}|Can {share_with} track me up to {share_until}?|Show {share_with} my place on the map|location to {share_with} please"
        "|So that {share_with} finds us, share the location|Stop sharing at {share_until}, but start now with {share_with}",
        "share_link expires",
    ),
    tool(
        "insure_trip travel_insurance buy_travel_insurance tripCover",
        "Buy travel insurance.|Insures a trip between two days|Cover for illness and cancellation while travelling",
        "insured!:person start_day!:day end_day!:day cover:basic/full/medical",
        "Insure {insured} from {start_day} to {end_day}|Travel insurance for {insured}, {start_day} until {end_day}, {cover} cover|{insured} travels from {start_day} to {end_day} and needs {cover} insurance"
        "|Buy a {cover} policy for {insured}: begins {start_day}, ends {end_day}|Until {end_day}, from {start_day} on, {insured} must be insured|I want {cover} cover for my son {insured} between {start_day} and {end_day}"
        "|The trip ends {end_day} and starts {start_day}, the traveller is {insured}, insure it|Could {insured} get cover for the holiday from {start_day} through {end_day}?|Please cover {insured} in case of illness abroad, {start_day} to {end_day}"
        "|{cover} travel insurance, {insured}, {start_day} - {end_day}|What if {insured} breaks a leg? Insure the journey from {start_day} until {end_day}|Between {start_day} and {end_day}, protect {insured} with the {cover} plan",
        "policy_number premium",
    ),
    tool(
        "roadside_assistance call_tow_truck breakdown_help towCar",
        "Call roadside assistance.|Sends a tow truck to a car that broke down|Breakdown help by number plate and road",
        "car_plate!:code broke_down_at!:proper fault:remark",
        'My car {car_plate} broke down at {broke_down_at}|Send a tow truck to {broke_down_at} for {car_plate}|Roadside assistance: {car_plate}, {broke_down_at}, "{fault}"'
        '|We are stuck near {broke_down_at}, plate {car_plate}|At {broke_down_at} there is {car_plate} with a flat tyre, please help|"{fault}" - the car is {car_plate} and I am standing at {broke_down_at}'
        '|Someone must tow {car_plate} away from {broke_down_at}|Can a mechanic come to {broke_down_at}? {car_plate} says "{fault}"|Breakdown on the way to {broke_down_at}, registration {car_plate}, problem "{fault}"'
        "|The engine of {car_plate} won't start, we're close to {broke_down_at}|Get breakdown help for {car_plate} out to {broke_down_at}, the driver reports \"{fault}\"|My van {car_plate} must be towed from {broke_down_at}",
        "truck_number arrives_in",
    ),
    tool(
        "book_moving_van rent_van hire_truck vanRental",
        "Rent a moving van.|Hires a van or truck of some size|Van rental for moving house",
        "van_size!:small/medium/large van_day!:day van_hours:small load_kg:count",
        "Rent a {van_size} van on {van_day}|I'm moving house on {van_day} and need a {van_size} truck|A {van_size} van for {van_hours} hours, {van_day}"
        "|On {van_day} we have {load_kg} kilos of furniture to carry, get a {van_size} van|{van_size} van, {van_day}, {load_kg} kg|For {van_hours} hours on {van_day} I'd like to hire a van, {van_size}"
        "|Is a {van_size} moving van free on {van_day}?|My piano must be moved on {van_day}; one {van_size} truck please, {load_kg} kg load|Please reserve the {van_size} transporter for {van_day}"
        "|How much is a {van_size} van for {van_hours} hours on {van_day}? Book it|Moving day is {van_day}, size {van_size}, about {van_hours} hours|Hire something {van_size} for {van_day} that can take {load_kg} kilograms",
        "van_plate pickup_yard hourly_price",
    ),
    tool(
        "offer_carpool offer_ride share_ride carpool",
        "Offer a ride to others.|Puts free seats of a car trip online|Carpool offer from one city to another",
        "ride_from!:city ride_to!:city free_seats:small ride_leaves:clock",
        "Offer a ride from {ride_from} to {ride_to}|I drive from {ride_from} to {ride_to} and have {free_seats} free seats|Carpool {ride_from} - {ride_to}, leaving at {ride_leaves}"
        "|At {ride_leaves} I start in {ride_from}, going to {ride_to}, anyone can come|{free_seats} seats to {ride_to}, car leaves {ride_from} at {ride_leaves}|I'm going to {ride_to} anyway, from {ride_from}, put up {free_seats} places"
        "|Post my car trip: to {ride_to}, out of {ride_from}|Could you advertise {free_seats} seats in my car from {ride_from} to {ride_to}?|Who wants to share petrol to {ride_to}? I set off in {ride_from} at {ride_leaves}"
        "|ride share, {ride_from} to {ride_to}, {free_seats} seats|Please list a lift from {ride_from} to {ride_to}|There's room for others when I drive to {ride_to} from {ride_from} around {ride_leaves}",
        "offer_id requests",
    ),
    tool(
        "book_berth reserve_mooring marina_berth harbourBerth",
        "Reserve a berth for a boat.|Books a mooring in a marina|Place in the harbour by length of the boat",
        "marina!:proper boat_name!:proper boat_metres!:small arrive_on:day",
        "Reserve a berth at {marina} for the {boat_name}, {boat_metres} metres|The {boat_name} is {boat_metres} metres long and needs a mooring in {marina}|Berth in {marina}: boat {boat_name}, {boat_metres} m, arriving {arrive_on}"
        "|On {arrive_on} we sail into {marina} with the {boat_name}, length {boat_metres} metres|I need a place for my {boat_metres} metre yacht {boat_name} in the {marina} marina|Can {marina} take the {boat_name}? She is {boat_metres} metres long and comes {arrive_on}"
        "|{boat_metres} metres, name {boat_name}, harbour {marina}|Please book the {boat_name} ({boat_metres} metres) in at {marina} from {arrive_on}|Is there room at {marina} for {boat_metres} metres of boat? It's the {boat_name}."
        "|Our boat {boat_name}, exactly {boat_metres} metres, must be moored at {marina} on {arrive_on}|Where may the {boat_name} lie in {marina}? Length: {boat_metres} metres|A mooring on {arrive_on} for {boat_name}, {boat_metres} metres, marina {marina}",
        "berth_number harbour_dues",
    ),
    tool(
        "book_car_service schedule_inspection garage_appointment carService",
        "Book a car in for service.|Makes an appointment at a workshop|Schedules an inspection or a tyre change",
        "licence_plate!:code work!:inspection/tyres/brakes/oil workshop:proper workshop_day:day",
        "Book {licence_plate} in for {work}|My car {licence_plate} needs {work}, take it to {workshop}|{work} for {licence_plate} on {workshop_day} please"
        "|On {workshop_day} the {workshop} garage should look after {licence_plate}, {work}|It's time for {work}, the plate is {licence_plate}|Workshop {workshop}: {licence_plate}, {work}, {workshop_day}"
        "|Can {workshop} do the {work} of my car {licence_plate}?|Make an appointment for {licence_plate}. Work to do: {work}. Day: {workshop_day}.|The car {licence_plate} must have its {work} done by {workshop_day}"
        "|{licence_plate}, {work}|Please get {licence_plate} to {workshop} because of the {work}|Is {workshop} free on {workshop_day}? I want {work} for {licence_plate}",
        "service_number estimate ready_at",
    ),
    tool(
        "book_guided_tour guided_tour reserve_tour tourBooking",
        "Book a guided tour.|Reserves places on a tour of a city|Guided walk in a language",
        "tour_city!:city tour_language!:language group_size:small tour_day:day",
        "Book a guided tour of {tour_city} in {tour_language}|We want a {tour_language} tour through {tour_city} for {group_size} people|Guided tour, {tour_city}, {tour_language}, {tour_day}"
        "|On {tour_day} {group_size} of us would like to be shown around {tour_city} in {tour_language}|Is there a guide who speaks {tour_language} in {tour_city}?|My guests only understand {tour_language}, show them {tour_city} on {tour_day}"
        "|A group of {group_size} in {tour_city} needs a guide speaking {tour_language}|In {tour_language} please, a sightseeing walk in {tour_city}|Reserve {group_size} places on the {tour_language} tour of {tour_city} for {tour_day}"
        "|Can someone explain {tour_city} to me in {tour_language}?|I'd love a tour of {tour_city} on {tour_day}, preferably in {tour_language}|tour {tour_city}, language {tour_language}, {group_size} persons",
        "guide meeting_point tour_price",
    ),
    tool(
        "reverse_geocode coordinates_to_address what_is_here addressAt",
        "Address at given coordinates.|Turns latitude and longitude into a place|Reverse geocoding",
        "latitude!:amount longitude!:amount detail:street/town/country",
        "What is at {latitude}, {longitude}?|Which address is at latitude {latitude} and longitude {longitude}?|Longitude {longitude}, latitude {latitude}: which {detail}?"
        "|Give me the {detail} for {latitude} / {longitude}|reverse geocode {latitude}, {longitude}|In what {detail} do the coordinates {latitude}, {longitude} lie?"
        "|A friend sent me lat {latitude} lon {longitude}, where is that?|Turn {latitude}, {longitude} into an address|Find the {detail} at longitude {longitude} and latitude {latitude}"
        "|The coordinates are {latitude} by {longitude}, I only need the {detail}|Please tell me the place at {latitude} latitude, {longitude} longitude|Where on the map is {latitude}, {longitude}? Just the {detail}",
        "address postcode",
    ),
    tool(
        "find_embassy embassy_contact nearest_consulate embassyLookup",
        "Find an embassy.|Contact of a country's consulate in a city|Where travellers get help from their country",
        "home_country!:proper embassy_city!:city",
        "Where is the embassy of {home_country} in {embassy_city}?|I lost my passport in {embassy_city}, I'm from {home_country}|Find the {home_country} consulate in {embassy_city}"
        "|embassy {home_country}, {embassy_city}|In {embassy_city}, who helps citizens of {home_country}?|Does {home_country} have a consulate around {embassy_city}?"
        "|Give me the phone number of the {home_country} embassy in {embassy_city}|My bag with all papers was stolen in {embassy_city} and I need to reach {home_country}'s embassy|How do I contact {home_country} officials while in {embassy_city}?"
        "|Please look up {embassy_city} for an embassy representing {home_country}|We are in {embassy_city}; where can someone from {home_country} get a new passport?|Opening hours of the embassy in {embassy_city}, country {home_country}",
        "embassy_address emergency_phone",
    ),
    tool(
        "compare_transport compare_travel_modes cheapest_way modeCompare",
        "Compare ways to travel between two places.|Which of two means of transport is better|Time and price by bus, car, boat or bike",
        "travel_from!:city travel_to!:city first_mode!:bus/car/boat/bike second_mode!:bus/car/boat/bike",
        "Is {first_mode} or {second_mode} better from {travel_from} to {travel_to}?|Compare {first_mode} with {second_mode} between {travel_from} and {travel_to}|Going to {travel_to} from {travel_from}: {first_mode} or rather {second_mode}?"
        "|From {travel_from} to {travel_to}, is the {first_mode} cheaper than the {second_mode}?|{first_mode} against {second_mode}, {travel_from} - {travel_to}|Should I take the {first_mode} or the {second_mode} when I go from {travel_from} to {travel_to}?"
        "|We can't agree: {first_mode} or {second_mode}? The trip starts in {travel_from} and ends in {travel_to}|What is faster to {travel_to}, the {first_mode} or the {second_mode}? We leave {travel_from}|I normally go by {first_mode}, would {second_mode} save time from {travel_from} to {travel_to}?"
        "|Tell me the price by {first_mode} and by {second_mode}, start {travel_from}, destination {travel_to}|Which wastes less money on the way from {travel_from} to {travel_to}: {first_mode}, or {second_mode}?",
        "faster cheaper",
    ),
    tool(
        "where_am_i current_location my_position locateMe",
        "Tell the current location.|Where the user is right now|Reads the position from the satellite receiver",
        "",
        "Where am I?|What is my current location?|I'm lost, where is this?|Tell me my position|Which street am I on?|locate me"
        "|Show my location on the map|Can you find out where we are?|In which town are we right now?|No idea where I ended up, help|My position please|What place is this?",
        "street town accuracy",
    ),
)
