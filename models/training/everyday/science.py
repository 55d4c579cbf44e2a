"""Units, maths, chemistry, the sky, the earth, statistics, history, sensors, factory and laboratory."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "convert_length length_converter convert_units unitConvert",
        "Convert a length from one unit to another.|Length conversion|Converts metres, feet, miles and inches",
        "value!:amount from_unit!:metres/feet/miles/inches to_unit!:metres/feet/miles/inches",
        "Convert {value} {from_unit} to {to_unit}|How many {to_unit} are {value} {from_unit}?|What is {value} {from_unit} in {to_unit}?"
        "|{value} {from_unit} in {to_unit}|Express {value} {from_unit} as {to_unit}|I need {to_unit}, the plan says {value} {from_unit}"
        "|In {to_unit}, how long is something of {value} {from_unit}?|My rope measures {value} {from_unit}, please give me that in {to_unit}|Change a length of {value} {from_unit} into {to_unit}"
        "|Tell me the {to_unit} for {value} {from_unit}|The sign says {value} {from_unit}, what would that be in {to_unit}?|To {to_unit} from {from_unit}: {value}",
        "result factor",
    ),
    tool(
        "convert_temperature temperature_converter celsius_to_fahrenheit degreesConvert",
        "Convert a temperature between scales.|Celsius, Fahrenheit and Kelvin conversion|Converts degrees",
        "reading!:amount from_scale!:celsius/fahrenheit/kelvin to_scale!:celsius/fahrenheit/kelvin",
        "Convert {reading} degrees {from_scale} to {to_scale}|What is {reading} {from_scale} in {to_scale}?|How many degrees {to_scale} is {reading} {from_scale}?"
        "|{reading} {from_scale} as {to_scale}|The thermometer shows {reading} {from_scale}, what's that in {to_scale}?|Give me {reading} degrees {from_scale} on the {to_scale} scale"
        "|In {to_scale}, how hot is {reading} {from_scale}?|I only understand {to_scale}. The recipe says {reading} {from_scale}.|Turn a temperature of {reading} {from_scale} into {to_scale}"
        "|Please express {reading} {from_scale} in {to_scale}|From {from_scale} to {to_scale}, {reading} degrees|I need the {to_scale} value for {reading} {from_scale}",
        "result",
    ),
    tool(
        "square_root sqrt root_of compute_root",
        "Square root of a number.|Computes a root|The root of a number with some digits",
        "number!:amount digits:small",
        "What is the square root of {number}?|Square root of {number}|Calculate the root of {number} with {digits} digits"
        "|sqrt {number}|Which number times itself is {number}?|With {digits} digits, what's the root of {number}?"
        "|I need the square root of {number} to {digits} decimals|Take the square root out of {number}|Can you compute the root of {number} for my homework?"
        "|{number}, square root, {digits} decimal places|A square has an area of {number}, how long is its side, with {digits} digits?|Tell me the square root of {number}, please",
        "root",
    ),
    tool(
        "power raise_to_power exponentiate pow",
        "Raise a number to a power.|Base to the power of an exponent|Exponentiation",
        "base!:amount exponent!:small",
        "What is {base} to the power of {exponent}?|Raise {base} to the power {exponent}|{base} to the {exponent}"
        "|{base}^{exponent}|Calculate {base} with the exponent {exponent}|Exponent {exponent}, base {base}, result?"
        "|How much is {base} multiplied {exponent} times by itself?|I need the power of {base} and {exponent}|Please compute {base} ** {exponent}"
        "|With {exponent} as the exponent, what does {base} become?|The {exponent}th power of {base}|What do I get when {base} is raised to {exponent}?",
        "result",
    ),
    tool(
        "percentage percent_of calculate_percentage percentOf",
        "A percentage of a number.|How much some percent of a value is|Computes percent",
        "percent!:small whole!:amount",
        "What is {percent} percent of {whole}?|How much is {percent}% of {whole}?|{percent} percent of {whole}"
        "|Take {percent} percent off {whole}, how large is that part?|Of {whole}, I want to know {percent} percent|Calculate {percent}% from {whole}"
        "|We lost {percent} percent of {whole} litres, how much is that?|If {whole} is everything, what are {percent} percent?|The bill is {whole} and I tip {percent} percent, so how much?"
        "|I need to know how much {percent} percent of {whole} are|Out of {whole}, please work out {percent} percent|percentage {percent}, base value {whole}",
        "part rest",
    ),
    tool(
        "solve_quadratic quadratic_equation solve_equation quadraticRoots",
        "Solve a quadratic equation.|Roots of ax^2 + bx + c = 0|Finds where a parabola crosses zero",
        "a_coefficient!:amount b_coefficient!:amount c_coefficient!:amount",
        "Solve {a_coefficient}x^2 + {b_coefficient}x + {c_coefficient} = 0|Where is {a_coefficient}x^2 + {b_coefficient}x + {c_coefficient} equal to zero?|Solve the quadratic equation with a = {a_coefficient}, b = {b_coefficient} and c = {c_coefficient}"
        "|Roots of {a_coefficient} x squared plus {b_coefficient} x plus {c_coefficient}|What are the solutions of {a_coefficient}x² + {b_coefficient}x + {c_coefficient} = 0?|Quadratic equation: a is {a_coefficient}, b is {b_coefficient}, c is {c_coefficient}"
        "|I need x in {a_coefficient}*x^2 + {b_coefficient}*x + {c_coefficient} = 0|Find the zeros of the parabola {a_coefficient}x^2 + {b_coefficient}x + {c_coefficient}|For c = {c_coefficient}, b = {b_coefficient} and a = {a_coefficient}, solve the equation"
        "|The coefficients are {a_coefficient}, {b_coefficient} and {c_coefficient}, which x solve it?|Please find x: {a_coefficient}x^2 + {b_coefficient}x = -{c_coefficient}|a={a_coefficient}, b={b_coefficient}, c={c_coefficient}, quadratic roots",
        "first_root second_root discriminant",
    ),
    tool(
        "random_number pick_number random_between randomInt",
        "A random number in a range.|Pick a number between two limits|Draws random integers",
        "lowest!:small highest!:count how_many:small",
        "Give me a random number between {lowest} and {highest}|Pick a number from {lowest} to {highest}|Draw {how_many} random numbers between {lowest} and {highest}"
        "|I need a number, at least {lowest} and at most {highest}|No more than {highest} and no less than {lowest}: {how_many} numbers at random|Choose any number from {lowest} up to {highest}"
        "|Random integers, {how_many} of them, {lowest} to {highest}|For the raffle I need {how_many} winners between {lowest} and {highest}|Think of a number between {lowest} and {highest}"
        "|Lowest {lowest}, highest {highest}, random please|{how_many} lottery numbers from {lowest} until {highest}|Surprise me with something from {lowest} to {highest}",
        "numbers seed",
    ),
    tool(
        "greatest_common_divisor gcd common_divisor gcdOf",
        "Greatest common divisor of two numbers.|The largest number that divides both|Computes the gcd",
        "first_number!:count second_number!:count",
        "What is the greatest common divisor of {first_number} and {second_number}?|gcd of {first_number} and {second_number}|What's the largest number that divides both {first_number} and {second_number}?"
        "|gcd({first_number}, {second_number})|Find the common divisor of {first_number} and {second_number}|I want to cancel the fraction {first_number}/{second_number}, what is the gcd?"
        "|Which number goes into {first_number} as well as {second_number}?|Calculate the greatest divisor that {first_number} shares with {second_number}|For {first_number} and {second_number}, the gcd please"
        "|I have {first_number} apples and {second_number} pears, into how many equal bags can they go?|Common divisor: {first_number}, {second_number}|{first_number} and {second_number}, greatest common divisor?",
        "divisor",
    ),
    tool(
        "is_prime check_prime prime_test isPrimeNumber",
        "Whether a number is prime.|Prime test|Checks a number for divisors",
        "candidate!:count",
        "Is {candidate} a prime number?|Is {candidate} prime?|Check whether {candidate} is a prime"
        "|Does {candidate} have any divisors?|Prime or not: {candidate}?|Test {candidate} for primality"
        "|Can {candidate} be divided by anything but one and itself?|I need to know if {candidate} is prime|Tell me, is the number {candidate} a prime?"
        "|{candidate}, prime?|Find out if there are factors of {candidate}|Would {candidate} count as a prime?",
        "prime smallest_factor",
    ),
    tool(
        "element_info get_element periodic_table chemical_element",
        "Facts about a chemical element.|Look up the periodic table|Properties of an element",
        "element!:hydrogen/helium/carbon/iron/copper/silver/gold/neon property:mass/density/symbol",
        "Tell me about the element {element}|What is the {property} of {element}?|Look up {element} in the periodic table"
        "|Which {property} does {element} have?|Facts about {element}, please|I need the {property} of the chemical element {element}"
        "|Chemistry homework: {element}, {property}|Is {element} a metal?|Where does {element} stand in the periodic table?"
        "|For {element}, what's the {property}?|Give me only the {property} for {element}|What kind of element is {element}?",
        "atomic_number group melting_point",
    ),
    tool(
        "molar_mass molecular_weight mass_of_compound molarMass",
        "Molar mass of a compound.|Molecular weight of a substance|How heavy a mole or more of a substance is",
        "compound!:word moles:amount",
        "What is the molar mass of {compound}?|Molecular weight of {compound}|How heavy are {moles} moles of {compound}?"
        "|Calculate the mass of {moles} mol {compound}|How many grams does a mole of {compound} weigh?|I need {moles} moles of {compound}, how much is that in grams?"
        "|Please look up the molecular weight for the substance {compound}|The molar mass of {compound}, please|If I take {moles} mol of {compound}, what will the scale show?"
        "|Grams per mole, compound {compound}?|What does {compound} weigh per mole?|For {compound}, {moles} moles, give me the mass",
        "grams_per_mole grams",
    ),
    tool(
        "dilute_solution dilution calculate_dilution stock_dilution",
        "Calculate how to dilute a solution.|How much stock solution and water to mix|Dilution from one concentration to another",
        "stock_percent!:amount wanted_percent!:amount volume_ml:count",
        "Dilute a {stock_percent} percent solution to {wanted_percent} percent|How do I get from {stock_percent}% to {wanted_percent}%?|I need {volume_ml} ml at {wanted_percent} percent, and the stock has {stock_percent} percent"
        "|From {stock_percent} percent stock make {volume_ml} ml of {wanted_percent} percent|How much water turns {stock_percent} percent acid into {wanted_percent} percent?|Dilution: stock {stock_percent}%, wanted {wanted_percent}%, {volume_ml} ml"
        "|The bottle says {stock_percent} percent but I want {wanted_percent} percent|To reach {wanted_percent} percent with a {stock_percent} percent stock, what do I mix for {volume_ml} ml?|We want {wanted_percent}% alcohol, we have {stock_percent}%"
        "|Calculate the dilution from {stock_percent} down to {wanted_percent} percent|For {volume_ml} millilitres: {stock_percent} percent thinned to {wanted_percent} percent|Help me mix {volume_ml} ml, concentration {wanted_percent}, from a concentration of {stock_percent}",
        "stock_ml water_ml",
    ),
    tool(
        "sunrise_time sunrise sun_times sunset_time",
        "Sunrise and sunset in a city.|When the sun rises or sets|Times of the sun at a place on a day",
        "place!:city event!:sunrise/sunset sun_day:day",
        "When is {event} in {place}?|What time is the {event} in {place} on {sun_day}?|{event} {place}"
        "|I want to photograph the {event} in {place} on {sun_day}|Tell me the time of {event} for {place}|On {sun_day}, when's {event} in {place}?"
        "|At what hour can I watch the {event} from {place}?|We would like to see the {event} over {place}, when must we be there?|In {place}, {event} on {sun_day} is when?"
        "|How early or late is the {event} at {place} on {sun_day}?|Please look up {event}, city {place}|The {event} near {place}: what time exactly?",
        "time day_length",
    ),
    tool(
        "moon_phase phase_of_moon get_moon moonPhase",
        "The phase of the moon on a day.|How full the moon is|Looks up whether there is a full or new moon",
        "night!:day seen_from:city",
        "What is the phase of the moon on {night}?|Is there a full moon on {night}?|How full is the moon on {night} in {seen_from}?"
        "|Moon phase {night}|Will we see the moon from {seen_from} on {night}?|On {night}, what does the moon look like?"
        "|What will the moon be on {night} above {seen_from}?|I need a dark sky on {night}, is the moon out?|Seen from {seen_from}, how bright is the moon on {night}?"
        "|When I am in {seen_from} on {night}, is it new moon?|Check the moon for {night}|Which moon do we have on {night}?",
        "phase illumination moonrise",
    ),
    tool(
        "planet_distance distance_to_planet how_far_planet planetDistance",
        "How far a planet is from another one.|Distance between planets|Distance of a planet on a day",
        "planet!:mercury/venus/mars/jupiter/saturn measured_from:earth/sun/moon measured_on:day",
        "How far away is {planet}?|What is the distance of {planet} from the {measured_from}?|Distance to {planet} on {measured_on}"
        "|How many kilometres to {planet}?|From the {measured_from}, how far is it to {planet}?|On {measured_on}, how far will {planet} be?"
        "|I would like to know how far {planet} is from the {measured_from} on {measured_on}|How close does {planet} come?|As of {measured_on}, give me the distance between the {measured_from} and {planet}"
        "|Tell me how long light travels to {planet}|Planet {planet}: distance from the {measured_from}?|If I flew to {planet} on {measured_on}, how far would I have to go?",
        "million_km light_minutes",
    ),
    tool(
        "satellite_pass next_pass track_satellite satelliteOver",
        "When a satellite passes over a city.|Next visible pass of a satellite|Tracks a satellite above a place",
        "satellite!:proper observer_city!:city after_time:clock",
        "When does {satellite} pass over {observer_city}?|Next pass of {satellite} above {observer_city}|Can I see the satellite {satellite} from {observer_city} after {after_time}?"
        "|After {after_time}, when is {satellite} over {observer_city}?|Track {satellite} for {observer_city}|I am in {observer_city} and want to see {satellite} fly by"
        "|In {observer_city}, will {satellite} be visible?|At what time does the satellite {satellite} cross the sky of {observer_city}, not before {after_time}?|Where is {satellite} seen from {observer_city} past {after_time}?"
        "|Look up when {satellite} comes over {observer_city}|Observer in {observer_city}, satellite {satellite}, after {after_time}|Is {satellite} above {observer_city} tonight?",
        "rises_at elevation brightness",
    ),
    tool(
        "get_elevation elevation altitude_of height_above_sea",
        "How high a place lies above the sea.|Elevation of a city|Altitude of a place in metres or feet",
        "location!:city height_unit:metres/feet",
        "How high is {location}?|What is the elevation of {location} in {height_unit}?|How many {height_unit} above the sea is {location}?"
        "|Altitude of {location}|Does {location} lie high up?|In {height_unit}, what's the altitude of {location}?"
        "|Elevation of {location} please, {height_unit}|Is the air thin in {location}? How high is it?|Tell me the height above sea level of {location}"
        "|I need {location}'s elevation in {height_unit}|Give me {height_unit} above sea level for {location}|How far above the sea does {location} lie?",
        "elevation accuracy",
    ),
    tool(
        "river_info river_length get_river about_river",
        "Facts about a river.|Length, source and mouth of a river|Looks up a river",
        "river!:proper fact:length/source/mouth/depth",
        "How long is the river {river}?|What is the {fact} of the {river}?|Tell me about the river {river}"
        "|Where does the {river} flow?|I need the {fact} of the river {river}|Which countries does the {river} run through?"
        "|River {river}, {fact}|Look up the {fact} for the {river}, please|For geography class: the {fact} of the {river}"
        "|Is the {river} a large river?|Do you know the {fact} of the {river}?|Give me facts on the {river} river",
        "length_km source mouth",
    ),
    tool(
        "recent_earthquakes earthquakes find_earthquakes quake_list",
        "Recent earthquakes near a city.|Finds quakes above a magnitude around a place|Earthquake list",
        "near_city!:city radius_km:count min_magnitude:amount",
        "Were there any earthquakes near {near_city}?|Earthquakes around {near_city} within {radius_km} km|Did the ground shake in {near_city}?"
        "|List quakes of magnitude {min_magnitude} or more near {near_city}|Within {radius_km} kilometres of {near_city}, any earthquake above {min_magnitude}?|What was that tremor in {near_city}?"
        "|I felt something in {near_city}, was it an earthquake?|Stronger than {min_magnitude}: earthquakes in {near_city}|Show the last quakes in a radius of {radius_km} km around {near_city}"
        "|Has {near_city} had an earthquake over {min_magnitude} lately?|No further than {radius_km} km from {near_city}, which earthquakes happened?|Earthquake news for {near_city}, please",
        "magnitude depth_km happened_at",
    ),
    tool(
        "column_statistics describe_column column_stats statisticOf",
        "Compute a statistic of a column in a data file.|Mean, median or variance of a column|Describes one column",
        "data_file!:path column!:word measure!:mean/median/variance/maximum",
        "What is the {measure} of {column} in {data_file}?|Compute the {measure} for column {column} of {data_file}|In {data_file}, what's the {measure} of the column {column}?"
        "|{measure} of {column}, file {data_file}|I need the {measure} over {column} in the data {data_file}|Take {data_file} and give me the {measure} of {column}"
        "|Column {column} in {data_file}: {measure}?|Tell me the {column} {measure} from {data_file}|Please read {data_file} and calculate the {measure} of its {column} column"
        "|How large is the {measure} of {column} according to {data_file}?|Statistics for {data_file}, only the {measure}, only {column}|Out of {data_file} I'd like the {measure} of all {column} values",
        "value rows missing",
    ),
    tool(
        "correlation correlate compute_correlation columns_correlate",
        "Correlation of two columns.|How strongly two variables of a data file go together|Computes a correlation coefficient",
        "first_column!:word second_column!:word data_source!:path",
        "How do {first_column} and {second_column} correlate in {data_source}?|Correlation between {first_column} and {second_column}, file {data_source}|In {data_source}, is {first_column} related to {second_column}?"
        "|Correlate {first_column} with {second_column} using {data_source}|Does {second_column} depend on {first_column} according to {data_source}?|Take {data_source} and compute the correlation of {first_column} and {second_column}"
        "|I wonder whether {first_column} goes up with {second_column} in {data_source}|Is there any link of {first_column} to {second_column} in the data {data_source}?|The columns {first_column} and {second_column} of {data_source}, do they go together?"
        "|From {data_source} please get the coefficient for {first_column} against {second_column}|How strongly are {first_column} and {second_column} tied together? The numbers are in {data_source}|correlation {first_column} / {second_column} in {data_source}",
        "coefficient p_value samples",
    ),
    tool(
        "sample_size required_sample survey_size how_many_to_ask",
        "How many people a survey must ask.|Required sample size for a margin of error|Sample size for a population",
        "population!:count margin_percent!:small confidence:low/medium/high",
        "How many people must I ask out of {population} for a margin of {margin_percent} percent?|Sample size for a population of {population} and an error of {margin_percent} percent|With {margin_percent} percent margin, how large a sample of {population} do I need?"
        "|We are {population} employees; how many answers for {margin_percent} percent error?|Population {population}, margin {margin_percent}%, {confidence} confidence|I need a survey with {confidence} confidence: {population} people, {margin_percent} percent margin"
        "|For {confidence} confidence and {margin_percent} percent error, how many of {population}?|Our club has {population} members. What sample gives no more than {margin_percent} percent error?|Calculate the required sample: {margin_percent} percent, {population} people"
        "|At {confidence} confidence, how many of the {population} customers should we question, margin {margin_percent} percent?|An error of {margin_percent} percent is fine. From {population} households, how many do we interview with {confidence} confidence?|How big must my poll be with {population} voters and {margin_percent} percent error?",
        "sample_size",
    ),
    tool(
        "history_on_day on_this_day historical_events what_happened",
        "What happened in history on a day.|Historical events of a date|Looks up events in history, near a place if given",
        "past_day!:day around:city field:war/art/science",
        "What happened on {past_day}?|Historical events of {past_day}|What happened in {around} on {past_day}?"
        "|On {past_day}, was there anything important in {field}?|Tell me about {past_day} in history|History of {around}: what took place on {past_day}?"
        "|I need an event in {field} from {past_day} for school|Was {past_day} a special day for {around}?|Look up {past_day} in the history books"
        "|Which {field} events fell on {past_day}?|In {field}, what is {past_day} known for?|My birthday is {past_day}, what happened then?",
        "event year source",
    ),
    tool(
        "historical_person person_biography biography life_of",
        "Life of a historical person.|Biography of somebody famous|When and where a person of history lived",
        "figure!:person aspect:birth/death/work/family",
        "Who was {figure}?|Tell me about the life of {figure}|What is known about the {aspect} of {figure}?"
        "|Biography of {figure}, please|I need something on {figure}'s {aspect}|When did {figure} live?"
        "|For my essay: {figure}, especially the {aspect}|What did {figure} do in history?|The {aspect} of {figure}, in short"
        "|Was {figure} famous? What about the {aspect}?|Look up the historical figure {figure}|About {figure}, only the {aspect}",
        "born died known_for",
    ),
    tool(
        "read_sensor get_sensor sensor_value sensorReading",
        "Read a sensor.|Current value of a sensor|Gets the last measurement of a device",
        "sensor_id!:code measured_quantity:temperature/humidity/pressure",
        "Read sensor {sensor_id}|What does sensor {sensor_id} say?|What is the {measured_quantity} at {sensor_id}?"
        "|Get the {measured_quantity} from the sensor {sensor_id}|Current value of {sensor_id}|Show me the last measurement of {sensor_id}"
        "|I need the {measured_quantity} that {sensor_id} measures|Is {sensor_id} still sending? What's its value?|From {sensor_id}, only the {measured_quantity}"
        "|Check the reading on {sensor_id}|How high is the {measured_quantity} according to {sensor_id}?|Sensor {sensor_id}, {measured_quantity} please",
        "value unit measured_at",
    ),
    tool(
        "calibrate_sensor set_sensor_offset adjust_sensor sensorCalibrate",
        "Calibrate a sensor.|Set the offset of a measuring device|Corrects a sensor's readings against a reference",
        "device!:code offset!:amount technician:person",
        "Calibrate {device} with an offset of {offset}|Set the offset of sensor {device} to {offset}|Sensor {device} is wrong by {offset}, correct that"
        "|{offset} is the offset for {device}|Calibration of {device}: {offset}, done by {technician}|An offset of {offset} on {device}, technician {technician}"
        "|Please adjust the device {device} by {offset}|Our {technician} found that {device} shows {offset} too little, calibrate it|With {offset} as offset, recalibrate {device}"
        "|I need {device} calibrated, value {offset}, in the name of {technician}|The readings from {device} must be shifted by {offset}|Tell {device} its offset is {offset}, signed {technician}",
        "calibrated_at valid_until",
    ),
    tool(
        "set_conveyor_speed run_conveyor conveyor belt_speed",
        "Set the speed of a conveyor belt.|Run a belt in the factory|Starts or slows a conveyor line",
        "belt!:code metres_per_minute!:small direction:forward/backward",
        "Run belt {belt} at {metres_per_minute} metres per minute|Set conveyor {belt} to {metres_per_minute} metres a minute|The belt {belt} should go {direction} at {metres_per_minute} metres per minute"
        "|{metres_per_minute} metres per minute on {belt}|Slow the conveyor {belt} down to {metres_per_minute}|{direction}, {metres_per_minute} metres per minute, conveyor {belt}"
        "|Boxes pile up on {belt}, speed it up to {metres_per_minute} metres per minute|Can {belt} run {direction} with {metres_per_minute} metres per minute?|Speed of {belt}: {metres_per_minute}"
        "|I want {belt} moving {direction}, no faster than {metres_per_minute} metres per minute|Please let the line {belt} go at {metres_per_minute} metres each minute|Turn {belt} {direction} and give it {metres_per_minute} metres per minute",
        "running load",
    ),
    tool(
        "log_defect record_defect report_reject defectLog",
        "Record defective parts from a machine.|Log rejects in production|Notes how many faulty parts a machine made",
        "machine!:code part!:thing defects!:count shift:early/late/night",
        "Log {defects} defects of the {part} on machine {machine}|Machine {machine} made {defects} bad parts: {part}|Record {defects} rejects for {part}, machine {machine}, {shift} shift"
        "|In the {shift} shift {machine} had {defects} defects with the {part}|{defects} faulty pieces of type {part} came out of {machine}|On {machine}, we threw away {defects} pieces, each a {part}"
        "|Quality report: {part}, {defects} defects, {machine}|The {shift} shift counted {defects} broken ones on {machine}, part {part}|Please note that {machine} spoiled {defects} parts of the kind {part}"
        "|Part {part}, machine {machine}, defects {defects}, shift {shift}|I found {defects} scratched ones, {part}, from {machine}, {shift} shift|Defect count for {part} at {machine} is {defects}",
        "defect_rate total_today",
    ),
    tool(
        "run_centrifuge spin_sample centrifuge start_centrifuge",
        "Run the centrifuge.|Spin a sample for some minutes|Centrifuges a sample at a speed and a temperature",
        "sample!:code minutes!:small speed_percent:count cool_to:small",
        "Spin {sample} for {minutes} minutes|Run the centrifuge with {sample}, {minutes} minutes|Centrifuge sample {sample} for {minutes} minutes at {speed_percent} percent"
        "|{minutes} minutes in the centrifuge for {sample}|Cooled to {cool_to} degrees, spin {sample} {minutes} minutes|I need {sample} centrifuged, {minutes} minutes, {speed_percent} percent speed"
        "|At {speed_percent} percent and {cool_to} degrees, let {sample} spin for {minutes} minutes|Put {sample} in the centrifuge for {minutes} minutes|Could you spin down {sample}? {minutes} minutes at {cool_to} degrees"
        "|Sample {sample}: {minutes} minutes, speed {speed_percent} percent, {cool_to} degrees|Please separate {sample}, {minutes} minutes should do|Start spinning {sample}, stop after {minutes} minutes",
        "started ends_at",
    ),
    tool(
        "book_microscope reserve_instrument book_lab_device instrumentBooking",
        "Reserve a laboratory instrument.|Book a microscope or another device for a researcher|Instrument booking from a time until a time",
        "instrument!:word researcher!:person from_time!:clock until_time:clock",
        "Book the {instrument} for {researcher} at {from_time}|Reserve the {instrument} from {from_time} until {until_time} for {researcher}|At the lab, {researcher} needs the {instrument} from {from_time}"
        "|From {from_time} to {until_time} the {instrument} belongs to {researcher}|Is the {instrument} free at {from_time}? Book it for {researcher}|Put {researcher} down for the {instrument}, {from_time} until {until_time}"
        "|At {from_time} I need the {instrument}, my name is {researcher}|Laboratory booking: {researcher}, {instrument}, {from_time}|Could {researcher} use the {instrument} until {until_time}, starting {from_time}?"
        "|Please keep the {instrument} free from {from_time} on, {researcher} will come|Until {until_time}, beginning {from_time}, {researcher} works at the {instrument}|Instrument {instrument} to {researcher} from {from_time} till {until_time}",
        "booking_id room",
    ),
    tool(
        "store_sample freeze_sample sample_storage put_sample",
        "Store a sample in a freezer.|Records where a laboratory sample is kept|Puts a sample in a place with a label",
        "sample_code!:code freezer!:code label:phrase keep_until:day",
        'Store sample {sample_code} in freezer {freezer}|Put {sample_code} into {freezer}|In freezer {freezer} there is {sample_code} now, label "{label}"'
        "|Freeze {sample_code} in {freezer} until {keep_until}|Until {keep_until}, keep {sample_code} in the freezer {freezer}|Sample {sample_code} goes to {freezer}"
        '|Freezer {freezer} takes {sample_code}, labelled "{label}"|I placed {sample_code} in {freezer}, please record it|Label {sample_code} "{label}" and store it in {freezer} until {keep_until}'
        '|Write down that {freezer} holds the sample {sample_code}|Can {sample_code} stay in {freezer} up to {keep_until}?|"{label}" on the tube {sample_code}, freezer {freezer}',
        "position stored_at",
    ),
)
