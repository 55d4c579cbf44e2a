"""Health and medicine, fitness and sports, school and learning."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "log_medication take_dose record_medicine logDose",
        "Log a dose of a medicine.|Records that a medication was taken|Medicine diary entry with dose and time",
        "medicine!:word milligrams!:count taken_at:clock",
        "I took {milligrams} mg of {medicine}|Log {milligrams} milligrams of {medicine} at {taken_at}|Medicine: {medicine}, {milligrams} mg, {taken_at}"
        "|At {taken_at} I swallowed {medicine}, {milligrams} mg|Please record a dose of {medicine}, exactly {milligrams} milligrams|{milligrams} mg {medicine} went down just now"
        "|Write in my medication diary that I had {medicine} ({milligrams} mg) around {taken_at}|Grandma got her {medicine} at {taken_at}, it was {milligrams} mg|Could you note the {medicine} pill, {milligrams} mg?"
        "|Had my {medicine} dose of {milligrams} mg|Of the {medicine} I only took {milligrams} milligrams, log it for {taken_at}|dose {milligrams} mg, drug {medicine}",
        "next_dose total_today",
    ),
    tool(
        "check_interaction drug_interaction medicines_compatible",
        "Check two drugs for interactions.|Tells whether two medicines may be taken together|Drug interaction lookup",
        "first_drug!:word second_drug!:word",
        "Can I take {first_drug} together with {second_drug}?|Do {first_drug} and {second_drug} interact?|Check {first_drug} against {second_drug}"
        "|Is it dangerous to mix {first_drug} with {second_drug}?|I am on {first_drug} and the doctor gave me {second_drug}, is that safe?|interaction {first_drug} + {second_drug}"
        "|Does {first_drug} get along with {second_drug}?|My mother takes {first_drug}. May she have {second_drug} too?|Any interaction between {first_drug} and {second_drug}?"
        "|Please look up whether {first_drug} weakens {second_drug}|Before I swallow {first_drug} on top of {second_drug}, is that all right?|Drugs: {first_drug}, {second_drug}. Compatible?",
        "risk advice",
    ),
    tool(
        "book_doctor_appointment see_doctor doctor_visit bookDoctor",
        "Book an appointment with a doctor.|Schedules a visit to a physician|Makes a doctor's appointment for a day and hour",
        "physician!:person visit_date!:day visit_hour:clock reason:phrase",
        'Book an appointment with Dr. {physician} on {visit_date}|I need to see {physician} on {visit_date} at {visit_hour}|On {visit_date} I want to go to doctor {physician}, the reason is "{reason}"'
        '|Does {physician} have time for me on {visit_date}, say {visit_hour}?|My back hurts, get me in with {physician} on {visit_date}|Doctor: {physician}, day: {visit_date}, hour: {visit_hour}, reason: "{reason}"'
        '|Schedule a visit to {physician} because of "{reason}", preferably {visit_date}|Please make me an appointment for {visit_date} with the physician {physician}|At {visit_hour} on {visit_date}, could Dr. {physician} look at my knee?'
        '|Check-up with {physician}, {visit_date}|It is about "{reason}", so book {physician} for {visit_date} at {visit_hour}|Can you get a slot at the surgery of {physician} on {visit_date}?',
        "appointment_id room waiting_minutes",
    ),
    tool(
        "cancel_doctor_appointment cancel_appointment drop_appointment",
        "Cancel a medical appointment.|Calls off a visit at the clinic by its number|Removes an appointment",
        "appointment_number!:code excuse:remark",
        'Cancel appointment {appointment_number}|I cannot come to {appointment_number}|Please call off the appointment {appointment_number}, "{excuse}"'
        '|Tell the clinic I will miss {appointment_number} because "{excuse}"|Drop my visit {appointment_number}|"{excuse}", so cancel {appointment_number} for me'
        '|Can the appointment with number {appointment_number} be cancelled?|I feel fine again and no longer need {appointment_number}|cancel {appointment_number}, excuse: "{excuse}"'
        '|Remove appointment {appointment_number} from the practice, telling them "{excuse}"|Get rid of the doctor visit under {appointment_number}|Sorry, {appointment_number} must be cancelled',
        "cancelled fee",
    ),
    tool(
        "refill_prescription renew_prescription order_refill refillRx",
        "Refill a prescription.|Orders the next package of a prescribed medicine at a pharmacy|Renew a prescription by its number",
        "prescription_number!:code pharmacy:proper packages:small",
        "Refill prescription {prescription_number}|Order {packages} packages on prescription {prescription_number} from {pharmacy}|My pills are nearly gone, renew {prescription_number}"
        "|Send {prescription_number} to the {pharmacy} pharmacy|Could {pharmacy} prepare a refill for {prescription_number}?|{prescription_number}, {packages} boxes please"
        "|I need {packages} more packs of what is on {prescription_number}|At {pharmacy} I will pick up the medicine for {prescription_number}, {packages} packages|Renew my prescription, its number is {prescription_number}"
        "|Have the prescription {prescription_number} filled again|Is it possible to get {packages} refills under {prescription_number}?|prescription {prescription_number} via {pharmacy}",
        "ready_on copay",
    ),
    tool(
        "find_pharmacy open_pharmacies pharmacy_search nearest_chemist",
        "Find an open pharmacy.|Pharmacies in a town that are open at an hour|Looks for a chemist on duty",
        "town!:city open_at:clock",
        "Find a pharmacy in {town}|Which pharmacy in {town} is open at {open_at}?|Is there a chemist in {town}?"
        "|I need medicine at {open_at} in {town}, who is on duty?|pharmacy {town}|At {open_at}, where in {town} can I still buy painkillers?"
        "|Show me the pharmacies around {town} open at {open_at}|Where do I get cough syrup in {town}?|My child has a fever and we are in {town}, any chemist open?"
        "|Emergency pharmacy in {town} around {open_at}|Please look for drugstores in {town} that are open until {open_at}|{town}: nearest pharmacy",
        "pharmacy street phone",
    ),
    tool(
        "log_weight record_weight weigh_in saveWeight",
        "Log the body weight.|Saves what the scales showed on a day|Body weight entry in kilograms",
        "kilograms!:amount weighed_on:day",
        "I weigh {kilograms} kilos|Log my weight: {kilograms} kg|On {weighed_on} the scales said {kilograms} kilograms"
        "|Weight {kilograms}, {weighed_on}|Please record {kilograms} kg for {weighed_on}|The scales show {kilograms} this morning, write it down"
        "|My weight on {weighed_on} was {kilograms}|Save a weigh-in of {kilograms} kilograms|{kilograms} kg. I hate Christmas."
        "|Can you enter {kilograms} as my body weight as of {weighed_on}?|Down to {kilograms} kilograms, put that into my diary for {weighed_on}|New weight entry, exactly {kilograms} kg",
        "change trend",
    ),
    tool(
        "body_mass_index calculate_bmi bmi compute_bmi",
        "Calculate the body mass index.|BMI from weight and height|Is somebody's weight healthy for the height",
        "weight_kg!:amount height_cm!:count",
        "What is my BMI at {weight_kg} kilos and {height_cm} centimetres?|Calculate the body mass index for {weight_kg} kg, {height_cm} cm|I am {height_cm} cm tall and weigh {weight_kg} kg"
        "|BMI {weight_kg} {height_cm}|Am I too heavy with {weight_kg} kg at a height of {height_cm} cm?|Height {height_cm}, weight {weight_kg}: body mass index?"
        "|Compute BMI please, {weight_kg} kilograms and {height_cm} centimetres|Is {weight_kg} kg healthy for someone of {height_cm} cm?|With {height_cm} centimetres, is a weight of {weight_kg} kilos normal?"
        "|My patient weighs {weight_kg} and stands {height_cm} tall, get the index|How overweight is a person of {height_cm} cm who weighs {weight_kg} kg?",
        "bmi category",
    ),
    tool(
        "log_blood_pressure record_blood_pressure blood_pressure_entry",
        "Log a blood pressure reading.|Saves systolic and diastolic pressure|Adds a measurement of blood pressure to the diary",
        "systolic!:count diastolic!:count arm:left/right measured_at:clock",
        "My blood pressure is {systolic} over {diastolic}|Log {systolic}/{diastolic} on the {arm} arm|At {measured_at} it was {systolic} to {diastolic}, {arm} arm"
        "|Blood pressure {systolic} over {diastolic}, measured at {measured_at}|Record a systolic of {systolic} and a diastolic of {diastolic}|The cuff on my {arm} arm says {systolic} over {diastolic}"
        "|diastolic {diastolic}, systolic {systolic}|Please save this reading from {measured_at}: {systolic} over {diastolic}|The nurse measured {systolic} over {diastolic} on the {arm} side at {measured_at}"
        "|{systolic} over {diastolic} today, put it in the diary|Lower value {diastolic}, upper value {systolic}, {arm} arm, {measured_at}|I got {systolic} over {diastolic} this time, note it",
        "rating average",
    ),
    tool(
        "check_symptom triage assess_symptom symptom_checker",
        "Assess a symptom.|Tells how urgent a complaint is and what to do|Symptom check by severity and duration",
        "symptom!:phrase severity:mild/moderate/severe since_days:small",
        'I have "{symptom}" for {since_days} days|Check the symptom "{symptom}", it is {severity}|What should I do about "{symptom}"?'
        '|My son has had \'{symptom}\' since {since_days} days, {severity}|Is "{symptom}" dangerous?|{severity} "{symptom}", do I need a hospital?'
        '|For {since_days} days now I feel "{symptom}"|Symptom: "{symptom}", {severity}, {since_days} days|How urgent is "{symptom}" when it is {severity}?'
        '|I feel awful: "{symptom}"|After {since_days} days of "{symptom}", should I see somebody?|Please assess "{symptom}" for me, I would call it {severity}',
        "urgency advice",
    ),
    tool(
        "log_meal add_meal record_food trackMeal",
        "Log a meal with its calories.|Adds what was eaten to the food diary|Tracks food and calories",
        "dish!:word calories!:count meal:breakfast/lunch/dinner/snack",
        "I had {dish} with {calories} calories|Log {dish} for {meal}, {calories} kcal|{meal}: {dish}, {calories} calories"
        "|Put {calories} calories of {dish} into my food diary|For {meal} there was {dish}, about {calories} kcal|I ate {dish}, {calories} calories, as a {meal}"
        "|Track the {dish} I just finished, {calories} kcal|{calories} kcal, {dish}|My {meal} was {dish} and had {calories} calories"
        "|Please add {dish} at {calories} calories|Only {calories} calories in the {dish}, note it under {meal}|Could you record the {dish}? It says {calories} kcal on the box.",
        "calories_today remaining",
    ),
    tool(
        "food_nutrition get_calories nutrition_facts calories_in",
        "Nutrition facts of a food.|How many calories a food has|Looks up protein, fat and sugar",
        "food!:word portion_grams:count nutrient:protein/fat/sugar/fibre",
        "How many calories are in {food}?|What are the calories of {portion_grams} grams of {food}?|How much {nutrient} does {food} have?"
        "|nutrition facts for {food}, {portion_grams} g|Is {food} fattening?|Look up the {nutrient} in {portion_grams} grams of {food}"
        "|{food}: {nutrient} per {portion_grams} grams?|I am on a diet, can I eat {food}?|Tell me the {nutrient} content of {food} please"
        "|If I eat {portion_grams} g of {food}, how much energy is that?|Does {food} contain any {nutrient}?|Nutrients of {food}",
        "energy carbohydrates vitamins",
    ),
    tool(
        "log_workout record_exercise add_training trackWorkout",
        "Log a workout.|Records an exercise with duration and distance|Adds a training session to the sports diary",
        "activity!:running/cycling/swimming/rowing duration_minutes!:count distance_km:amount",
        "I went {activity} for {duration_minutes} minutes|Log {duration_minutes} minutes of {activity}|{activity}, {distance_km} km in {duration_minutes} minutes"
        "|Record a workout: {activity}, {duration_minutes} min, {distance_km} kilometres|Did {distance_km} km of {activity}, took me {duration_minutes} minutes|Today it was {duration_minutes} minutes {activity}"
        "|Add my {activity} session, {duration_minutes} minutes and {distance_km} km|It took {duration_minutes} minutes to do {distance_km} kilometres by {activity}|Phew! {duration_minutes} minutes of {activity} are done, write it down"
        "|Please track {activity} for me, {duration_minutes} minutes|Training diary: {activity}, {distance_km} km, {duration_minutes} minutes|My {activity} took exactly {duration_minutes} minutes",
        "calories_burned pace heart_rate",
    ),
    tool(
        "make_training_plan training_plan create_workout_plan",
        "Make a training plan.|Plans workouts towards a goal over some weeks|Generates a fitness schedule",
        "goal!:phrase weeks!:small sessions_per_week:small",
        'Make a training plan for "{goal}" over {weeks} weeks|In {weeks} weeks I want to reach "{goal}"|Plan {sessions_per_week} sessions a week for {weeks} weeks, goal: "{goal}"'
        '|My goal is "{goal}", I have {weeks} weeks and can train {sessions_per_week} times a week|"{goal}" within {weeks} weeks, please write me a workout schedule|How should I train for "{goal}" if there are {weeks} weeks left?'
        '|Training plan, {weeks} weeks, {sessions_per_week} days per week, "{goal}"|I am lazy, so {sessions_per_week} workouts a week at most, for {weeks} weeks, towards "{goal}"|Get me fit for "{goal}" in {weeks} weeks'
        '|Create a {weeks} week plan with the goal "{goal}"|With {sessions_per_week} trainings per week, how do I get to "{goal}" in {weeks} weeks?|Coach, I need a {weeks} week programme for "{goal}"',
        "plan_id hours_total",
    ),
    tool(
        "get_sleep sleep_report sleep_score how_slept",
        "Report how the user slept.|Sleep hours and quality of a night|Reads the sleep tracker",
        "night!:day phase:deep/light/rem",
        "How did I sleep on {night}?|How much {phase} sleep did I get on {night}?|Sleep report for {night}"
        "|Did I sleep enough in the night of {night}?|Show {phase} sleep, {night}|I'm so tired. What does the tracker say for {night}?"
        "|On {night}, how long was my {phase} phase?|sleep {night}|What was my sleep score {night}?"
        "|Tell me the minutes of {phase} sleep in the night of {night}|Was {night} a bad night?|How many hours was I asleep on {night}, counting only {phase} sleep?",
        "hours score awakenings",
    ),
    tool(
        "log_water drink_water add_water_intake hydration_log",
        "Log water that was drunk.|Adds glasses of water to today's intake|Hydration tracking",
        "glasses!:small drunk_at:clock",
        "I drank {glasses} glasses of water|Log {glasses} glasses|Add {glasses} glasses of water at {drunk_at}"
        "|{glasses} more glasses since {drunk_at}|Water: {glasses}|At {drunk_at} I had {glasses} glasses"
        "|Please count {glasses} glasses towards my hydration|I've been thirsty, that makes {glasses} glasses now|My water intake at {drunk_at} was {glasses} glasses"
        "|Can you put down {glasses} cups of water for {drunk_at}?|Track {glasses} glasses of water, drunk around {drunk_at}|Another {glasses} glasses for me",
        "litres_today goal_reached",
    ),
    tool(
        "match_result get_score game_score final_score",
        "Result of a match between two teams.|Looks up the score of a game|Who won a game",
        "home_team!:proper away_team!:proper played_on:day",
        "How did {home_team} play against {away_team}?|What was the score of {home_team} versus {away_team} on {played_on}?|Who won, {home_team} or {away_team}?"
        "|Result of {home_team} - {away_team}, {played_on}|Did {home_team} beat {away_team} on {played_on}?|{away_team} visited {home_team}, how did it end?"
        "|score {home_team} vs {away_team}|On {played_on}, what was the result when {home_team} hosted {away_team}?|I missed the game of {home_team} against {away_team}"
        "|Tell me the final score: {home_team} at home, {away_team} away|How many goals were there in {home_team} against {away_team} on {played_on}?|Please look up the match that {away_team} played at {home_team} on {played_on}",
        "home_goals away_goals winner",
    ),
    tool(
        "league_table standings get_standings league_ranking",
        "Standings of a league.|Table of a league in a season|Which team is at which place",
        "league!:proper season_year:count top:small",
        "Show the table of the {league} league|Who leads the {league}?|Standings in {league}, the top {top}"
        "|The first {top} teams of the {league} please|Where does everyone stand in the {league}?|league table {league}, season {season_year}"
        "|Which {top} clubs are at the top of {league} in season {season_year}?|Season {season_year} of the {league}: who won it?|I want to see only the best {top} of {league}"
        "|What does the ranking of {league} look like?|In season {season_year}, how did the {league} end?|{league} ranking, no more than {top} rows, season {season_year}",
        "leader points",
    ),
    tool(
        "book_court reserve_court court_booking hire_pitch",
        "Book a court for a sport.|Reserves a tennis, squash or badminton court|Court reservation for a day and hour",
        "sport!:tennis/squash/badminton/padel play_on!:day play_from:clock court:code",
        "Book a {sport} court on {play_on}|We want to play {sport} on {play_on} from {play_from}|{sport}, {play_on}, {play_from}, court {court}"
        "|Is court {court} free for {sport} on {play_on}?|Reserve me a court for {sport} on {play_on} at {play_from}|On {play_on} my brother and I play {sport}, please get us a court"
        "|I need court {court} on {play_on} for some {sport}|From {play_from} on {play_on}, a court for {sport}|{play_on}, a match of {sport} on {court} starting {play_from}"
        "|Any {sport} court left for {play_on}?|Can we have a {sport} game on {play_on}, exactly at {play_from}, court {court}?|Court {court}: {sport} on {play_on}",
        "booking_id price floor",
    ),
    tool(
        "join_class sign_up_class book_fitness_class gymClass",
        "Sign up for a fitness class.|Books a place in a class of a gym|Joins yoga, pilates and other courses",
        "class_type!:yoga/pilates/spinning/zumba gym!:proper class_day:day",
        "Sign me up for {class_type} at {gym}|Book a place in the {class_type} class of {gym} on {class_day}|I want to do {class_type} at the {gym} gym"
        "|On {class_day}, {gym} has {class_type}, put me down|{gym}: {class_type}, {class_day}|Can I still join {class_type} with {gym}?"
        "|My doctor recommended {class_type}, get me into a course at {gym}|Register me at {gym} for {class_type} on {class_day}|Is there room for one more in {class_type} at {gym} on {class_day}?"
        "|A spot in {gym} for {class_type} please|{class_type} class, {gym}|Let me take part in {class_type} on {class_day} over at {gym}",
        "trainer places_left",
    ),
    tool(
        "transfer_player move_player player_transfer sign_player",
        "Transfer a player between clubs.|Moves a player from the old club to a new one|Records a transfer with its fee",
        "player!:person from_club!:proper to_club!:proper fee:amount",
        "Transfer {player} from {from_club} to {to_club}|{player} leaves {from_club} for {to_club}, fee {fee}|{to_club} buys {player} from {from_club} for {fee}"
        "|Move {player} to {to_club}, until now with {from_club}|{from_club} sells {player} to {to_club}|For {fee} million {player} goes from {from_club} over to {to_club}"
        "|Please record that {to_club} signed {player} of {from_club} at a price of {fee}|Player {player}: old club {from_club}, new club {to_club}, {fee}|Can {player} be switched to {to_club}? The present club is {from_club}."
        "|{to_club} gets {player}, {from_club} gets {fee}|The transfer of {player} out of {from_club} and into {to_club} is done, enter it|New team for {player}: {to_club} rather than {from_club}",
        "transfer_id contract_until",
    ),
    tool(
        "record_grade add_mark grade_student enterGrade",
        "Record a grade of a student.|Enters points that a pupil got in a subject|Grade book entry",
        "student!:person subject!:word points!:small exam_date:day",
        "{student} got {points} points in {subject}|Record {points} points in {subject} for {student}|Grade {student} in {subject} with {points}, exam on {exam_date}"
        "|Give {student} a {points} in {subject}|In the {subject} exam of {exam_date}, {student} scored {points}|Grade book: {student}, {subject}, {points}, {exam_date}"
        "|Put down {points} as the mark in {subject} of {student}|I marked the papers, {student} has {points} points in {subject}|For {subject} enter {points} points, the pupil is {student}"
        "|The {subject} test on {exam_date} went well for {student}, {points} points|Please save a mark of {points} in {subject} for the student {student} ({exam_date})|{points} points to {student} for {subject}",
        "average rank",
    ),
    tool(
        "assign_homework give_homework add_homework homeworkSet",
        "Assign homework to a class.|Sets a task that a course must hand in|Creates homework with a due day",
        "course!:word task!:remark hand_in:day",
        'Homework for {course}: "{task}"|Give the {course} class the homework "{task}" until {hand_in}|Assign "{task}" in {course}, to be handed in on {hand_in}'
        '|By {hand_in} the {course} course must do this: "{task}"|In {course}, everyone writes about "{task}"|Set "{task}" as homework in {course}'
        '|I am the {course} teacher and want them to do "{task}" by {hand_in}|Add to the {course} homework: "{task}", due {hand_in}|The kids in {course} have too little to do, so give them "{task}"'
        "|Please hand out '{task}' to the {course} group|{course} homework, due {hand_in}: '{task}'|Can you post '{task}' as the next exercise for {course}?",
        "homework_id pupils",
    ),
    tool(
        "enrol_student register_for_course enroll course_signup",
        "Enrol a student in a course.|Registers somebody for a class by its code|Course registration",
        "learner!:person course_code!:code term:spring/summer/autumn/winter",
        "Enrol {learner} in {course_code}|Register {learner} for course {course_code} in the {term} term|{learner} wants to take {course_code}"
        "|Put {learner} into class {course_code} for {term}|Course {course_code}, {learner}, {term}|Sign {learner} up for {course_code}"
        "|Can {learner} still get into {course_code} this {term}?|For the {term} term, please add {learner} to {course_code}|My daughter {learner} would like to attend course {course_code}"
        "|There is a place left in {course_code}, give it to {learner}|In {term}, {course_code} will be attended by {learner}|Add a student to {course_code}: {learner}",
        "seat tuition",
    ),
    tool(
        "add_flashcard create_flashcard new_card flashcardAdd",
        "Add a flashcard to a deck.|Creates a card to learn with a front and a back|Stores a question with its answer for studying",
        "front!:phrase back!:phrase deck:word",
        'Add a flashcard: front "{front}", back "{back}"|Make a card with "{front}" on the front and "{back}" on the back in the {deck} deck|In deck {deck}, "{front}" should be answered by "{back}"'
        '|Back "{back}", front "{front}"|I keep forgetting that "{front}" is "{back}", make me a card|New card for {deck}: "{front}" / "{back}"'
        '|Create a card that asks "{front}" and answers "{back}"|Put "{back}" on the reverse of a {deck} card whose front says "{front}"|Flashcard "{front}" = "{back}"'
        '|I want to learn "{front}" meaning "{back}", file it under {deck}|Could you add "{front}" with the answer "{back}" to {deck}?|Study card please: the question is "{front}", the solution "{back}"',
        "card_id cards_in_deck",
    ),
    tool(
        "make_quiz generate_quiz create_test quizMe",
        "Make a quiz about a topic.|Generates test questions for studying|Creates a quiz of some difficulty",
        "topic!:phrase questions!:small difficulty:easy/medium/hard",
        'Make a quiz about "{topic}" with {questions} questions|Quiz me on "{topic}", {questions} questions|{questions} {difficulty} questions about "{topic}"'
        '|I have an exam on "{topic}", ask me {questions} {difficulty} questions|Generate a {difficulty} test: "{topic}", {questions} questions|Test my knowledge of "{topic}" with {questions} questions'
        '|Give the class {questions} questions on "{topic}", nothing harder than {difficulty}|Please create a quiz, topic "{topic}", length {questions}, level {difficulty}|How well do I know "{topic}"? Ask {questions} things'
        '|A {difficulty} quiz for my pupils about "{topic}", {questions} items|"{topic}", {questions} questions, go|I need {questions} questions on "{topic}" by the next lesson',
        "quiz_id minutes",
    ),
    tool(
        "find_tutor search_tutors book_tutor tutor_search",
        "Find a tutor for a subject.|Private lessons in a city below an hourly rate|Search for somebody who teaches",
        "school_subject!:word lesson_city:city max_hourly:amount",
        "Find a tutor for {school_subject}|I need private lessons in {school_subject} in {lesson_city}|{school_subject} tutor, no more than {max_hourly} an hour"
        "|My son is failing {school_subject}, who can help him in {lesson_city}?|Who teaches {school_subject} for under {max_hourly} per hour?|In {lesson_city}, look for someone who gives {school_subject} lessons, up to {max_hourly}"
        "|Search tutors: {school_subject}, {lesson_city}, {max_hourly}|Is there a good teacher of {school_subject} around?|For at most {max_hourly} an hour I'd like a {school_subject} tutor in {lesson_city}"
        "|Please get me help with {school_subject}|Somebody near {lesson_city} to learn {school_subject} with?|{school_subject} coaching wanted, budget {max_hourly}",
        "tutor hourly_rate rating",
    ),
    tool(
        "report_absence call_in_sick school_absence excuseChild",
        "Report a child absent from school.|Tells the school that a pupil is missing|Excuse note for a sick pupil",
        "pupil!:person absent_on!:day explanation:remark",
        '{pupil} is not coming to school on {absent_on}|Report {pupil} absent on {absent_on}|Tell the school that {pupil} stays home on {absent_on}, "{explanation}"'
        '|My daughter {pupil} is ill, excuse her for {absent_on}|On {absent_on}, {pupil} will miss class because "{explanation}"|Absence: {pupil}, {absent_on}, "{explanation}"'
        '|Please let the teacher know about {pupil} missing {absent_on}|Could you write an excuse for {pupil} for {absent_on}? Say "{explanation}"|"{explanation}", hence {pupil} cannot attend on {absent_on}'
        '|Sick note for {pupil}, {absent_on}|{absent_on}: no school for {pupil}, explanation "{explanation}"|Excuse {pupil} on {absent_on}, it is the flu',
        "absence_id days_missed",
    ),
    tool(
        "record_vaccination add_vaccine vaccination_entry log_shot",
        "Record a vaccination of a patient.|Enters a shot in the vaccination record|Adds a vaccine to somebody's card",
        "patient!:person vaccine!:word given_on:day lot_number:code",
        "{patient} was vaccinated with {vaccine}|Record the {vaccine} shot of {patient}, given on {given_on}|Vaccination card of {patient}: {vaccine}, {given_on}, lot {lot_number}"
        "|On {given_on}, {patient} received {vaccine} from lot {lot_number}|Enter {vaccine} for patient {patient}|The {vaccine} jab for {patient} had the lot number {lot_number}"
        "|Please add {vaccine} ({lot_number}) to the record of {patient}|We gave {vaccine} to {patient} on {given_on}, please write it in|{patient} got the {vaccine} vaccine today, lot {lot_number}"
        "|Put {vaccine} into {patient}'s vaccination record|Lot {lot_number} of {vaccine} went to {patient} on {given_on}|Shot for {patient}: {vaccine}, on {given_on}",
        "next_due doses",
    ),
    tool(
        "read_heart_rate heart_rate get_pulse current_pulse",
        "Read the current heart rate.|Gets the pulse from the watch|How fast the heart beats now",
        "",
        "What is my heart rate?|How fast is my heart beating?|Check my pulse|pulse please"
        "|My heart is racing, how high is it?|Show the heart rate from my watch|Is my pulse normal right now?|I feel dizzy, read my heart rate"
        "|Heart rate now|What does the watch say about my pulse?|Can you measure how quickly my heart beats?|Beats per minute?",
        "beats_per_minute zone",
    ),
    tool(
        "register_runner enter_race race_registration sign_up_race",
        "Register a runner for a race.|Enters somebody in a run over a distance|Sign up for a marathon or fun run",
        "race!:proper runner!:person distance_km!:small shirt_size:small",
        "Register {runner} for the {race} over {distance_km} km|{runner} runs the {distance_km} kilometres at {race}|Sign {runner} up for the {race} race, {distance_km} km, shirt size {shirt_size}"
        "|Enter {runner} in {race}, distance {distance_km}|At the {race} I want {distance_km} km for {runner}|{race} marathon weekend: {runner}, {distance_km} km, shirt {shirt_size}"
        "|Shirt size {shirt_size} for {runner}, who starts at {race} over {distance_km} kilometres|Can {runner} still take part in the {distance_km} km of {race}?|My friend {runner} wants a start number for {race}, {distance_km} kilometres, and a shirt in {shirt_size}"
        "|Please put {runner} on the start list of the {race}: {distance_km} km|Over {distance_km} km in {race}, {runner} will be running with a size {shirt_size} shirt|Race {race}, runner {runner}, {distance_km} km",
        "start_number start_time entry_fee",
    ),
    tool(
        "borrow_library_book lend_book checkout_book library_loan",
        "Borrow a book from the library.|Checks a book out to a reader|Library loan by shelf mark",
        "shelf_mark!:code reader!:person due_back:day",
        "Lend {shelf_mark} to {reader}|{reader} borrows the book {shelf_mark}|Check out {shelf_mark} for {reader} until {due_back}"
        "|Book {shelf_mark} goes to {reader}, due back on {due_back}|Library loan: {reader}, {shelf_mark}, {due_back}|By {due_back}, {reader} will return {shelf_mark}, so lend it out"
        "|Can {reader} take {shelf_mark} home?|The student {reader} would like {shelf_mark} from the library|Let {reader} have the copy with shelf mark {shelf_mark} till {due_back}"
        "|Please borrow {shelf_mark} in the name of {reader}|I'd like {shelf_mark}, my name is {reader}|{shelf_mark} for {reader}, back no later than {due_back}",
        "loan_id renewals",
    ),
    tool(
        "school_timetable class_schedule get_timetable lessons_on",
        "Timetable of a school class.|Lessons that a class has on a day|School schedule lookup",
        "class_name!:code school_day:day lesson_subject:word",
        "What is the timetable of {class_name}?|Which lessons does class {class_name} have on {school_day}?|When does {class_name} have {lesson_subject}?"
        "|timetable {class_name} on {school_day}|Does {class_name} have {lesson_subject} on {school_day}?|Show me the schedule for class {class_name}"
        "|On {school_day}, what time does school start for {class_name}?|I teach {lesson_subject}, when do I see {class_name}?|Has class {class_name} got gym today?"
        "|Only the {lesson_subject} lessons of {class_name} please|Tell me all periods of {class_name} for {school_day}|At which hour is {lesson_subject} for {class_name} on {school_day}?",
        "first_lesson last_lesson room",
    ),
)
