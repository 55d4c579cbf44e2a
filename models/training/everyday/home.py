"""House and garden, kitchen and cleaning, pets, repairs and the family."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "set_door_lock smart_lock control_lock doorLock",
        "Lock or unlock a door.|Operates the smart lock of one door of the house|Change the state of a door lock",
        "door!:word action!:lock/unlock",
        "{action} the {door} door|Please {action} the door called {door}|Could you {action} the one called {door} for me?"
        "|The {door} door: {action} it|I am in bed already, can you {action} the {door} door?|{door}, {action}"
        "|Go and {action} the {door} entrance, please|Would you mind telling the {door} lock to {action}?"
        "|I forgot my key, so {action} the {door} door now|We need to {action} the {door} door before the guests come"
        "|Smart lock {door} should {action}|My hands are full. {action} the {door} door!",
        "state battery changed_at",
    ),
    tool(
        "set_blinds move_shutters adjust_blinds setBlinds",
        "Move the blinds of a window.|Open or close shutters to a percentage|Sets how far the blinds in a room are open",
        "window!:word open_percent!:small at:clock",
        "Open the {window} blinds to {open_percent} percent|Blinds {window} {open_percent}%|At {at} move the {window} shutters to {open_percent} percent"
        "|The sun is blinding me at the {window} window, leave it only {open_percent} percent open|I'd like {open_percent} percent on the {window} shutters from {at}"
        "|Can you put the blinds by the {window} at exactly {open_percent} percent?|Shutter position {open_percent} for {window} please"
        "|Every bit of light helps: {open_percent} percent open for the {window} blinds at {at}|Lower the {window} roller blind until it is {open_percent} percent open"
        "|{window} window, blinds at {open_percent} percent, {at} sharp|How about opening the {window} shutters {open_percent} percent at {at}?"
        "|Neighbours can look in, set the {window} one to {open_percent} percent",
        "position moving",
    ),
    tool(
        "start_vacuum vacuum_room robot_vacuum run_cleaner",
        "Send the robot vacuum to a room.|Starts vacuuming|Lets the cleaning robot vacuum one room with the given power",
        "room!:word power:quiet/normal/turbo passes:small",
        "Vacuum the {room}|Send the robot to the {room}|There are crumbs all over the {room}|Clean the {room} floor in {power} mode"
        "|Start the vacuum cleaner in the {room}, {passes} passes|Can the robot do the {room} on {power}, please? The baby sleeps.|{power} vacuuming for the {room}, {passes} times over"
        "|The dog was in the {room} again, vacuum it {passes} times|I want the {room} vacuumed|Please run the hoover through the {room} with {power} power"
        "|How about a {power} clean of the {room}?|{room}: vacuum, {passes} rounds",
        "minutes_left battery dustbin",
    ),
    tool(
        "start_washing_machine run_laundry wash_clothes laundry_start",
        "Start the washing machine.|Runs a laundry program at a temperature|Wash a load of clothes",
        "program!:cotton/wool/delicate/quick temperature_celsius:small spin_speed:count",
        "Start the washing machine on {program}|Wash my {program} things at {temperature_celsius} degrees|A {program} wash, please"
        "|Do the laundry: {program} program, {temperature_celsius} degrees, spin at {spin_speed}|I need clean shirts tomorrow, run {program}|Run the {program} cycle with a spin of {spin_speed}"
        "|The load in the drum is ready for {program} at no more than {temperature_celsius} degrees|Could you begin a {program} wash for me?|At {temperature_celsius} degrees, {program}, off you go"
        "|laundry {program} {temperature_celsius} degrees|Spin only at {spin_speed} and use the {program} program for these clothes|Switch on the washer, it is {program} today",
        "minutes_left phase door",
    ),
    tool(
        "preheat_oven set_oven heat_oven ovenPreheat",
        "Preheat the oven.|Heat the oven up to a temperature in some mode|Sets oven temperature and heating mode",
        "degrees!:count mode:grill/fan/bake ready_by:clock",
        "Preheat the oven to {degrees} degrees|Oven {degrees}, {mode}|I need the oven at {degrees} degrees by {ready_by}"
        "|Heat it up to {degrees} with the {mode} setting, I have a pizza here|Can you get the oven to {degrees} degrees?|By {ready_by} the oven must have reached {degrees} degrees"
        "|Set the oven on {mode} at {degrees}|We are baking bread, {degrees} degrees please|{mode} mode for the oven, {degrees} degrees, ready around {ready_by}"
        "|My cake wants {degrees} degrees|Turn on the oven, exactly {degrees} degrees, {mode}|Would you warm the stove to {degrees} until I am home at {ready_by}?",
        "current_degrees ready_at",
    ),
    tool(
        "water_garden start_sprinkler irrigate water_zone",
        "Water a part of the garden.|Turn the sprinkler on for some minutes|Irrigation of one garden zone",
        "zone!:word run_minutes!:small start_at:clock",
        "Water the {zone} for {run_minutes} minutes|Sprinkler on, {zone}, {run_minutes} minutes|At {start_at} give the {zone} {run_minutes} minutes of water"
        "|The {zone} looks terribly dry, {run_minutes} minutes of sprinkling please|Run the irrigation in zone {zone} for {run_minutes} minutes starting {start_at}|Could the {zone} get {run_minutes} minutes of water?"
        "|I want {run_minutes} minutes of sprinkler on the {zone} at {start_at}|My {zone} is thirsty: {run_minutes} min|Starting at {start_at}, irrigate {zone} for no longer than {run_minutes} minutes"
        "|{run_minutes} minutes of watering for the {zone} bed|It has not rained for weeks. {zone}, {run_minutes} minutes, {start_at}.|Let the hose run {run_minutes} minutes over the {zone}",
        "litres finished_at",
    ),
    tool(
        "mow_lawn start_mower lawn_mower cut_grass",
        "Mow the lawn with the robot mower.|Cut the grass of an area to a height|Sends out the mower",
        "area!:word height_mm:count mow_day:day",
        "Mow the {area}|Cut the grass in the {area} to {height_mm} millimetres|The grass in the {area} is far too long"
        "|Start the mower in the {area} on {mow_day}|Could the {area} be mown {mow_day}?|On {mow_day} I want the {area} lawn at {height_mm} mm"
        "|Lawn mower to {area} please|We are having a party in the {area}, trim the lawn down to {height_mm} mm|{area} lawn, {height_mm} mm, {mow_day}"
        "|Send the robot mower over the {area}|Not shorter than {height_mm} millimetres: mow {area}|Is it possible to mow the {area} for me?",
        "area_done battery",
    ),
    tool(
        "plant_care get_plant_care plant_guide care_tips",
        "How to care for a plant.|Care instructions for house and garden plants|Looks up light, water and soil needs of a plant",
        "plant!:word",
        "How do I care for {plant}?|How often should I water a {plant}?|Does {plant} like the sun?|plant care {plant}"
        "|Give me the care instructions for {plant}|My {plant} is getting yellow leaves, what does it need?|What soil does the plant {plant} want?|Somebody gave me a {plant} and I have no idea what to do with it"
        "|Tips for growing {plant} indoors please|Can {plant} stay outside in winter?|Look up the plant guide for {plant}|When should {plant} be pruned?",
        "water light soil",
    ),
    tool(
        "log_sowing sow_seeds record_planting plantSeeds",
        "Record seeds that were sown.|Log what was planted in which garden bed|Adds a planting to the garden diary",
        "seed!:word bed_number!:code seed_count:count sown_on:day",
        "I sowed {seed} in bed {bed_number}|Record {seed} in bed {bed_number}, sown on {sown_on}|Bed {bed_number} now has {seed_count} {seed} seeds in it"
        "|Garden diary: {seed}, bed {bed_number}, {seed_count} seeds|On {sown_on} we planted {seed} in {bed_number}|Please log {seed_count} seeds of {seed} for bed {bed_number}"
        "|Put down that {bed_number} got {seed}|There is {seed} growing in bed {bed_number} since {sown_on}, note that in the log|Planted: {seed} ({seed_count} of them) in {bed_number} on {sown_on}"
        "|Can you add {seed} to the planting record of bed {bed_number}?|Only {seed_count} {seed} fitted into {bed_number}, write that down|{bed_number} was sown with {seed}",
        "harvest_day planting_id",
    ),
    tool(
        "find_recipe search_recipes recipe_finder recipes_with",
        "Find a recipe by ingredients.|Search the cookbook for dishes with an ingredient|What to cook with what is there",
        "main_ingredient!:word second_ingredient:word diet:vegan/vegetarian/halal max_minutes:small",
        "What can I cook with {main_ingredient}?|Find a recipe with {main_ingredient} and {second_ingredient}|I have {main_ingredient} and some {second_ingredient} left over, any dinner ideas?"
        "|{diet} recipes with {main_ingredient}|Search for a {main_ingredient} dish that takes no more than {max_minutes} minutes|In {max_minutes} minutes, what could be made from {main_ingredient} plus {second_ingredient}?"
        "|My sister is {diet}, show me something with {main_ingredient}|Got a good recipe for {main_ingredient}?|Cookbook: {main_ingredient} with {second_ingredient}, {diet}, under {max_minutes} minutes"
        "|We only have {max_minutes} minutes and a lot of {main_ingredient}, help|Hungry. {main_ingredient}. Ideas?|Please look up how to prepare {main_ingredient} for {diet} guests",
        "title minutes calories servings",
    ),
    tool(
        "scale_recipe adjust_servings convert_servings recipeScale",
        "Scale a recipe to another number of servings.|Recalculate the ingredients for more or fewer people|Changes the servings of a recipe",
        "recipe!:phrase from_servings!:small to_servings!:small",
        'Scale "{recipe}" from {from_servings} to {to_servings} servings|The recipe "{recipe}" is for {from_servings}, but we are {to_servings}|I need "{recipe}" for {to_servings} people instead of {from_servings}'
        '|Recalculate the ingredients of "{recipe}": {from_servings} servings in the book, {to_servings} wanted|Make {to_servings} portions out of the {from_servings} portion recipe "{recipe}"|How much of everything does "{recipe}" take for {to_servings} if it is written for {from_servings}?'
        '|servings {from_servings} -> {to_servings} for "{recipe}"|Instead of {from_servings} there will be {to_servings} at the table, so adjust "{recipe}" please|"{recipe}", {to_servings} servings, originally {from_servings}'
        '|Convert "{recipe}" to feed {to_servings}; it feeds {from_servings} now|Could you rewrite "{recipe}" from {from_servings} servings up or down to {to_servings}?',
        "factor ingredients",
    ),
    tool(
        "substitute_ingredient ingredient_swap replace_ingredient",
        "Suggest a substitute for an ingredient.|What to use instead of an ingredient in cooking|Finds replacements in a recipe",
        "missing!:word dish:word",
        "What can I use instead of {missing}?|I am out of {missing}, what now?|Substitute for {missing} in {dish}"
        "|Is there a replacement for {missing} when I make {dish}?|For my {dish} I have no {missing}, suggest something else|ingredient swap {missing}"
        "|My son is allergic to {missing}. What goes into the {dish} in its place?|Replace {missing} please|Can {dish} be cooked without {missing}, and with what?"
        "|Tell me an alternative to {missing}|The shop had no {missing}, so what do I put in the {dish}?|No {missing} at home. Any swap?",
        "substitute ratio",
    ),
    tool(
        "stock_pantry add_pantry_item pantry_add store_food",
        "Add food to the pantry list.|Record something stored in the kitchen with its expiry date|Puts an item into the pantry inventory",
        "food!:word pieces!:small expires_on:day shelf:fridge/freezer/cupboard",
        "Put {pieces} {food} in the pantry list|I bought {pieces} packs of {food}, good until {expires_on}|Add {food} to the {shelf}, {pieces} pieces"
        "|There are now {pieces} {food} in the {shelf}|{shelf}: {food} x {pieces}, expires {expires_on}|Please store {food} in the inventory, quantity {pieces}"
        "|We have {pieces} bags of {food} which expire on {expires_on}|Pantry, {food}, {pieces}|In the {shelf} I just put {pieces} of the {food}"
        "|Keep track of {pieces} jars of {food} for me|Best before {expires_on}: {pieces} {food}, they are in the {shelf}|Note {pieces} cans of {food} as stock",
        "total location",
    ),
    tool(
        "expiring_food list_expiring check_pantry what_expires",
        "List food that expires soon.|Shows what in the kitchen goes bad within some days|Food to use up",
        "within_days!:small place:fridge/freezer/cupboard",
        "What goes bad in the next {within_days} days?|Which food expires within {within_days} days?|Anything in the {place} that I must eat inside {within_days} days?"
        "|expiring, {within_days} days, {place}|Show me what we should use up from the {place} over the coming {within_days} days|List everything with an expiry date no more than {within_days} days away"
        "|I hate throwing food away. What has to be eaten in {within_days} days?|Is something in our {place} about to expire, say in {within_days} days?|Check the {place} for items that last only {within_days} more days"
        "|We leave for {within_days} days, what would rot meanwhile?|{within_days} days ahead, what runs out of date?|Please look through the {place}: best before within {within_days} days",
        "items count",
    ),
    tool(
        "feed_pet pet_feeder dispense_food feedPet",
        "Feed a pet.|Makes the automatic feeder give out food|Dispense some grams of pet food",
        "pet_name!:proper grams!:count feed_time:clock",
        "Feed {pet_name} {grams} grams|Give {pet_name} {grams} g of food|At {feed_time}, {pet_name} gets {grams} grams"
        "|{pet_name} is hungry, {grams} grams please|I won't be home at {feed_time}, feed {pet_name} {grams} grams then|Dispense {grams} grams for {pet_name}"
        "|The vet said {grams} grams a meal, do that for {pet_name} at {feed_time}|Can the feeder put out {grams} grams for my cat {pet_name}?|Pet feeder: {pet_name}, {grams} grams, {feed_time}"
        "|Exactly {grams} grams in the bowl of {pet_name}|Dinner for {pet_name} at {feed_time}, no more than {grams} grams|Poor {pet_name} is meowing at me. {grams} grams!",
        "left_in_tank fed_at",
    ),
    tool(
        "book_vet vet_appointment schedule_vet visit_vet",
        "Book a visit to the vet.|Make an appointment for an animal at the veterinary practice|Schedules a vet visit for a pet",
        "animal!:proper visit_on!:day vet:person complaint:remark",
        "Book the vet for {animal} on {visit_on}|{animal} needs to see {vet} on {visit_on}|I need a vet appointment for {animal}, {visit_on} would be best"
        '|On {visit_on} please, {animal} at the vet, complaint: "{complaint}"|Can Dr {vet} look at my dog {animal} on {visit_on}?|My rabbit {animal} is limping. Vet on {visit_on}!'
        '|Schedule {animal} with {vet} for {visit_on}, the note is "{complaint}"|vet for {animal}, {visit_on}|We have to get {animal} vaccinated on {visit_on}'
        '|Is there a free slot with the veterinarian on {visit_on} for {animal}? The reason: "{complaint}"|Make a visit to {vet} for our hamster {animal}, date {visit_on}|Take {animal} down for a check-up on {visit_on}',
        "appointment_id hour price",
    ),
    tool(
        "log_dog_walk record_walk dog_walk walkLog",
        "Log a walk with the dog.|Records who walked the dog for how long|Dog walking diary",
        "dog!:proper walk_minutes!:small walker:person",
        "I walked {dog} for {walk_minutes} minutes|Log a walk of {walk_minutes} minutes with {dog}|{walker} took {dog} out for {walk_minutes} minutes"
        "|{dog} had {walk_minutes} minutes outside with {walker}|Put {walk_minutes} minutes in the diary of {dog}|Dog walk: {dog}, {walk_minutes} min, {walker}"
        "|We are back, {walk_minutes} minutes round the park with {dog}|Please note that {walker} walked {dog}, about {walk_minutes} minutes|Today's round with {dog} was only {walk_minutes} minutes"
        "|{walk_minutes} minutes, {dog}, done by {walker}|Could you record that {dog} was out for {walk_minutes} minutes?|Credit {walker} with {walk_minutes} minutes of walking {dog}",
        "walks_today total_minutes",
    ),
    tool(
        "call_handyman book_tradesman request_repair hire_craftsman",
        "Request a craftsman for a repair.|Order a plumber, electrician or other tradesman to the house|Book someone who fixes things at home",
        "trade!:plumber/electrician/carpenter/roofer problem!:remark visit_day:day",
        'I need a {trade}: "{problem}"|Send a {trade} on {visit_day}, the problem is "{problem}"|Book a {trade} because "{problem}"'
        "|Get me a {trade} for '{problem}'|'{problem}' - we need a {trade} on {visit_day}|Is a {trade} free on {visit_day}? It is about \"{problem}\""
        '|Something broke at home. Please order a {trade}, message: "{problem}"|{trade}, {visit_day}, "{problem}"|Could a {trade} come and repair this: "{problem}"?'
        '|Request the {trade} with the note "{problem}" for {visit_day}|My landlord says to call a {trade} and tell them "{problem}"|Tell any {trade} who can come on {visit_day} that "{problem}"',
        "craftsman arrival price",
    ),
    tool(
        "check_warranty warranty_status appliance_warranty",
        "Check the warranty of an appliance.|Tells whether a device is still covered, by serial number|Warranty lookup",
        "serial_number!:code appliance:word",
        "Is {serial_number} still under warranty?|Check the warranty of my {appliance}, serial number {serial_number}|The {appliance} with number {serial_number} broke, am I covered?"
        "|warranty {serial_number}|Until when is the guarantee on {serial_number} valid?|Look up the serial {serial_number} on the {appliance} for warranty"
        "|Do I still get a free repair for {serial_number}?|My {appliance} died. The sticker says {serial_number}. Any warranty left?|How long does the warranty of device {serial_number} run?"
        "|Serial {serial_number}, {appliance}: warranty?|Please see if {serial_number} is covered|Has the guarantee for the {appliance} ({serial_number}) ended?",
        "valid_until covered maker",
    ),
    tool(
        "assign_chore give_chore add_chore delegate_task",
        "Assign a household chore to a family member.|Gives somebody a job in the house|Adds a chore with an optional reward",
        "chore!:phrase helper!:person due_on:day reward:amount",
        'Give {helper} the chore "{chore}"|"{chore}" is a job for {helper}, due {due_on}|Assign "{chore}" to {helper} with a reward of {reward}'
        '|{helper} should do "{chore}" by {due_on}|By {due_on}, {helper} has to be done with "{chore}"|I want {helper} to take over "{chore}"'
        '|Add a chore for {helper}: "{chore}", reward {reward}|It is the turn of {helper} for "{chore}"|For {reward} in pocket money {helper} will do "{chore}" until {due_on}'
        '|Please put "{chore}" on the list of {helper}|Chore "{chore}", who: {helper}, when: {due_on}|Somebody must do "{chore}", let it be {helper}',
        "chore_id due points",
    ),
    tool(
        "list_chores chores_of household_tasks open_chores",
        "List the chores of a family member.|Shows which household jobs somebody still has to do|Open chores of a person",
        "member!:person state:open/done/late",
        "Which chores does {member} have?|What does {member} still have to do at home?|Show the {state} chores of {member}"
        "|List household jobs for {member}|chores of {member}: {state}|Are there any {state} tasks in the house for {member}?"
        "|Has {member} got anything left to do around the house?|Give me everything that is {state} on the chore list of {member}|I want to see the chores of {member}, only the {state} ones"
        "|Is {member} lazy again? Show {state} chores.|What jobs did we give {member} this week?|For {member}, list chores",
        "chores count",
    ),
    tool(
        "remove_stain stain_guide stain_removal_tip cleanStain",
        "How to remove a stain.|Advice on cleaning a stain out of a fabric|Finds the right household remedy for stains",
        "stain!:word fabric!:cotton/wool/silk/leather",
        "How do I get {stain} out of {fabric}?|There is {stain} on my {fabric} jacket|Remove a {stain} stain from {fabric}"
        "|stain: {stain}, fabric: {fabric}|My {fabric} sofa has a {stain} spot, what helps?|What takes {stain} off {fabric}?"
        "|I spilled {stain} on something made of {fabric}, help!|Is there a household trick for {fabric} with {stain} on it?|Cleaning advice please: {fabric}, {stain}"
        "|Can {stain} be washed out of {fabric} at all?|Tell me the remedy against {stain} on {fabric}|The {fabric} was clean until the {stain} landed on it. What do I do?",
        "remedy steps temperature",
    ),
    tool(
        "get_camera_clip show_camera camera_footage view_camera",
        "Show footage of a house camera.|Get a recorded clip between two times|Plays back what a security camera saw",
        "camera!:word start_clock:clock end_clock:clock",
        "Show me the {camera} camera|What did the {camera} camera see between {start_clock} and {end_clock}?|Footage from {camera}, {start_clock} to {end_clock}"
        "|Who was at the {camera} after {start_clock}?|I heard a noise, open the {camera} camera|Play back {camera} from {start_clock} until {end_clock}"
        "|camera {camera} please|Until {end_clock}, starting {start_clock}, what is on the {camera} recording?|Let me look at the picture of {camera}"
        "|Was anybody near the {camera} camera before {end_clock}?|I need the clip of the {camera} camera since {start_clock}|Can I see {camera} live?",
        "clip_url motion persons",
    ),
    tool(
        "arm_alarm_system set_security_mode alarm_mode armHouse",
        "Arm the burglar alarm of the house.|Sets the security system to a mode|Switch the house alarm with a PIN",
        "mode!:home/away/night pin:code",
        "Arm the alarm system in {mode} mode|Set the house security to {mode}|The PIN is {pin}, switch to {mode}"
        "|We are leaving, {mode} mode please|Security {mode}, code {pin}|Can you put the burglar alarm on {mode}?"
        "|Use {pin} to arm the house as {mode}|I'm off, alarm to {mode} with PIN {pin}|Guard the house, mode {mode}"
        "|Change the alarm from whatever it is to {mode}|{mode} arming, my pin is {pin}|Is it possible to protect the house in {mode} mode now?",
        "armed open_sensors",
    ),
    tool(
        "energy_usage power_consumption get_energy device_energy",
        "Power consumption of a device.|How much electricity an appliance used between two days|Reads the energy meter",
        "device!:word first_day:day last_day:day",
        "How much power does the {device} use?|Energy usage of the {device} from {first_day} to {last_day}|What did the {device} consume between {first_day} and {last_day}?"
        "|electricity {device}|Our bill is huge, check the consumption of the {device} since {first_day}|Show kilowatt hours for {device}, {first_day} until {last_day}"
        "|Is the {device} wasting energy?|Up to {last_day}, beginning {first_day}, how much electricity went into the {device}?|Read the meter on the {device}"
        "|I want to know what the {device} costs us in power|Consumption of {device} as of {first_day} please|How many watts is the {device} drawing?",
        "kilowatt_hours cost peak",
    ),
    tool(
        "schedule_socket plug_schedule set_plug_times timer_plug",
        "Switch a smart plug on and off at set times.|Programs the times of a power socket|Daily schedule of a plug",
        "plug!:word on_at!:clock off_at!:clock",
        "Switch the {plug} plug on at {on_at} and off at {off_at}|The {plug} socket should run from {on_at} to {off_at}|Plug {plug}: on {on_at}, off {off_at}"
        "|Off at {off_at} and on at {on_at}, that's for the {plug} socket|I want power on {plug} between {on_at} and {off_at}|Schedule {plug} to stop at {off_at}, having started at {on_at}"
        "|Can the {plug} start at {on_at} every day and go off at {off_at}?|Program the smart plug {plug}, {on_at} until {off_at}|No electricity for {plug} after {off_at}; give it some from {on_at} on"
        "|My fish need light: {plug} on at {on_at}, dark at {off_at}|Set times for the {plug} socket please, on {on_at}, off {off_at}",
        "schedule_id next_switch",
    ),
    tool(
        "save_birthday add_birthday remember_birthday birthdayAdd",
        "Save the birthday of a relative or friend.|Adds a birthday with a gift idea|Remember when somebody was born",
        "relative!:person birthday!:day gift_idea:phrase",
        'Save the birthday of {relative}: {birthday}|{relative} was born on {birthday}|My cousin {relative} has a birthday on {birthday}, gift idea "{gift_idea}"'
        '|Remember {birthday} as the birthday of {relative}|On {birthday} it is the big day of {relative}, who would love "{gift_idea}"|birthday {relative}, {birthday}'
        '|Add {relative} to the birthdays ({birthday}) with the present "{gift_idea}"|Never let me forget again that {relative} celebrates on {birthday}|For {relative}, born {birthday}, note the gift "{gift_idea}"'
        '|Could you store when grandma {relative} was born? It is {birthday}.|Present "{gift_idea}" goes to {relative} for the birthday on {birthday}|Family birthdays: {relative} - {birthday}',
        "days_left age",
    ),
    tool(
        "split_household_bill split_bill share_costs divide_rent",
        "Split a household bill among flatmates.|Shares rent or other costs equally|How much everybody in the flat owes",
        "total!:amount flatmates!:small paid_by:person",
        "Split {total} between {flatmates} flatmates|The bill was {total}, {paid_by} paid it, we are {flatmates} people in the flat|What does each of {flatmates} flatmates owe if the rent is {total}?"
        "|{paid_by} laid out {total} for the electricity, divide it by {flatmates}|{total} shared by {flatmates} of us|We are {flatmates} and the internet costs {total}, how much each?"
        "|Share {total} among {flatmates} housemates, paid by {paid_by}|Please divide the water bill of {total}: {flatmates} people|Who owes {paid_by} what? There were {flatmates} of us and it came to {total}"
        "|Bill {total}, heads {flatmates}|Of the {total} that {paid_by} paid, what is one share with {flatmates} people?|Our rent is {total}. Split it {flatmates} ways.",
        "share rest",
    ),
    tool(
        "find_babysitter book_babysitter request_sitter childcare_booking",
        "Find a babysitter for an evening.|Book childcare at home between two times|Looks for somebody to watch the children",
        "sit_day!:day from_time!:clock until_time:clock children:small",
        "Find a babysitter for {sit_day} at {from_time}|We need someone to watch {children} kids on {sit_day} from {from_time} to {until_time}|Babysitter {sit_day}, {from_time} until {until_time}"
        "|Is there a sitter free on {sit_day} from {from_time}?|From {from_time} on {sit_day} nobody is home with the little one|Who could look after {children} children on {sit_day} from {from_time} on?"
        "|Book childcare on {sit_day} starting {from_time}|My wife and I go out on {sit_day}, we need a sitter from {from_time} till {until_time}|{children} toddlers, {sit_day}, {from_time} to {until_time}, please find a nanny"
        "|Get me a babysitter at {from_time} on {sit_day} for {children} kids|Date night on {sit_day}! Somebody must mind the kids from {from_time}|Request a sitter for {sit_day}: come at {from_time}, leave at {until_time}",
        "sitter hourly_rate",
    ),
    tool(
        "pay_allowance pocket_money give_allowance payPocketMoney",
        "Pay a child its pocket money.|Transfers an allowance to a kid|Gives a child some money for the week",
        "kid!:person money!:amount currency:currency reason:phrase",
        'Give {kid} {money} pocket money|Pay {kid} an allowance of {money} {currency}|{money} {currency} for {kid}, because of "{reason}"'
        '|{kid} gets {money} this week|My daughter {kid} earned {money} for "{reason}"|Transfer {money} as pocket money to {kid}'
        '|Please put {money} {currency} into the piggy bank of {kid}|The allowance for {kid} is {money}, send it|For "{reason}" I owe {kid} {money} {currency}'
        '|Can {kid} have {money} now? Note: "{reason}"|Time for pocket money: {kid}, {money} {currency}|Pocket money day! {kid} receives exactly {money}',
        "balance",
    ),
    tool(
        "next_garbage_pickup bin_collection trash_day wasteCollection",
        "When the next bin is collected.|Day of the next garbage pickup by kind of waste|Looks up trash collection in a town",
        "bin!:paper/glass/plastic/organic town:city",
        "When is the {bin} bin collected?|When do they pick up {bin} in {town}?|Next {bin} collection please"
        "|What day is {bin} trash day in {town}?|Do I have to put out the {bin} bin tonight?|In {town}, when does the {bin} garbage go?"
        "|The {bin} is overflowing, when is the next pickup?|{bin} waste, {town}|Tell me the date for {bin}"
        "|I live in {town} and need to know when my {bin} is taken away|Have I missed the {bin} collection?|Garbage calendar for {town}: {bin}",
        "pickup_day days_left",
    ),
    tool(
        "wallpaper_needed calculate_wallpaper wall_area rolls_for_wall",
        "How many rolls of wallpaper a wall needs.|Calculates wall area and wallpaper rolls|Material needed for a wall",
        "wall_width!:amount wall_height!:amount windows:small",
        "How much wallpaper for a wall {wall_width} wide and {wall_height} high?|Rolls for {wall_width} by {wall_height} with {windows} windows?|The wall is {wall_height} high and {wall_width} wide, how many rolls?"
        "|I want to paper a wall of {wall_width} x {wall_height}, {windows} windows in it|Calculate the wallpaper: height {wall_height}, width {wall_width}|There are {windows} windows in the wall, it measures {wall_width} times {wall_height}, what do I have to buy?"
        "|width {wall_width}, height {wall_height}, windows {windows}|My bedroom wall has a width of {wall_width} and a height of {wall_height}. Material?|With a height of {wall_height}, a width of {wall_width} and {windows} windows, how many rolls must I get?"
        "|What area does a {wall_width} by {wall_height} wall have?",
        "rolls area",
    ),
    tool(
        "open_windows check_windows list_open_windows windowStatus",
        "List the windows that are open.|Checks all windows and doors of the house|Tells whether something was left open",
        "",
        "Are all windows closed?|Did I leave a window open?|Which windows are open right now?|Check the windows please"
        "|It's starting to rain, is everything shut?|window status|Before I go to bed, is any window or door still open?|Something is draughty, which one is it?"
        "|List open windows|I am at work and worry about the kitchen window|Show me what is open in the house|Have we closed everything?",
        "open_windows count",
    ),
    tool(
        "brew_coffee make_coffee coffee_machine brewDrink",
        "Brew coffee with the coffee machine.|Makes a hot drink in some cups|Starts the coffee maker",
        "drink!:espresso/latte/cappuccino/americano cups:small brew_at:clock",
        "Make me a {drink}|Brew {cups} cups of {drink}|A {drink} at {brew_at} please|I could really use a {drink}"
        "|{cups} times {drink} for our guests|At {brew_at} have the machine make {cups} {drink}|Start the coffee machine, {drink}"
        "|Can I get {cups} {drink}?|I get up early: {drink}, {brew_at}, {cups} cups|So tired... {drink}, now"
        "|Would you have a {drink} ready by {brew_at}?|coffee, {drink}",
        "minutes beans_left",
    ),
    tool(
        "order_groceries_delivery grocery_slot book_grocery_delivery",
        "Book a delivery slot for groceries.|Reserves when the supermarket brings the food home|Grocery delivery time",
        "supermarket!:proper delivery_day!:day earliest:clock latest:clock",
        "Have {supermarket} deliver the groceries on {delivery_day}|Book a grocery slot with {supermarket} on {delivery_day} between {earliest} and {latest}|On {delivery_day} I am home from {earliest}, let {supermarket} bring the food then"
        "|{supermarket} should come on {delivery_day}, not later than {latest}|Groceries: {supermarket}, {delivery_day}|Is there a delivery time at {supermarket} for {delivery_day}, {earliest} or after?"
        "|The fridge is empty. {supermarket} delivery on {delivery_day}, please|Get a slot on {delivery_day} from {supermarket}, no earlier than {earliest}, no later than {latest}|Reserve {delivery_day} for our weekly shop from {supermarket}"
        "|Before {latest} on {delivery_day}, can {supermarket} make it?|I need {supermarket} to bring everything on {delivery_day}",
        "slot fee",
    ),
)
