"""Tools with two things of a kind, which only small words keep apart: from and to, in and on, by."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "add_foreign_key link_tables create_reference foreignKey",
        "Add a foreign key between two tables.|Links a column of one table to another table|Create a reference to a table",
        "table!:word column!:word references!:word",
        "Add a foreign key on {column} in {table} that points to {references}|In the table {table}, link {column} to {references}|Table {table}, column {column} references {references}"
        "|{column} of {table} should point at the table {references}|Reference {references} from the column {column} in {table}|Let {table} refer to {references} through {column}"
        "|I need a reference from {table} ({column}) to {references}|Foreign key: {table}.{column} to {references}|Could you tie {column} in the {table} table to {references}?",
        "name created_at",
    ),
    tool(
        "drop_column remove_column delete_column alter_drop",
        "Drop a column of a table.|Removes one column from a table for good",
        "table!:word column!:word",
        "Drop the column {column} of {table}|Remove {column} from the table {table}|Delete column {column} in {table}|The table {table} no longer needs {column}, drop it"
        "|In {table} get rid of the column {column}|From {table}, drop {column}|{table}: remove the {column} column|Take {column} out of {table}|We do not use {column} any more, drop it from {table}",
        "rows_changed",
    ),
    tool(
        "rename_column change_column_name column_rename",
        "Rename a column of a table.|Gives a column another name",
        "table!:word old_name!:word new_name!:word",
        "Rename the column {old_name} of {table} to {new_name}|In {table} call the column {old_name} {new_name} from now on|Column {old_name} in table {table} becomes {new_name}"
        "|Change the name of {old_name} into {new_name} in {table}|{table}: rename {old_name} to {new_name}|I want {new_name} as the name of the column {old_name} in {table}"
        "|The column that is called {old_name} in {table} should be {new_name}|Please give {old_name} of the table {table} the name {new_name}",
        "altered_at",
    ),
    tool(
        "copy_table duplicate_table clone_table",
        "Copy a table to another one.|Duplicates a table under a new name",
        "source_table!:word target_table!:word rows:count",
        "Copy the table {source_table} to {target_table}|Duplicate {source_table} as {target_table}|Make a copy of {source_table} named {target_table}|Copy {rows} rows of {source_table} into {target_table}"
        "|From {source_table} to {target_table}: copy the table|I need {target_table} as a clone of {source_table}|Clone {source_table}, call it {target_table}, {rows} rows are enough"
        "|Fill the table {target_table} with what is in {source_table}|Put {rows} rows from {source_table} in the table {target_table}",
        "copied_rows seconds",
    ),
    tool(
        "grant_access give_permission allow_user grantRole",
        "Grant a user access to something.|Gives a person a right on a resource",
        "user!:person resource!:word right:read/write/admin",
        "Grant {user} access to {resource}|Give {user} {right} access to {resource}|Let {user} into {resource}|{user} needs {right} rights on {resource}|Allow {user} to use {resource}"
        "|On {resource}, {user} should have {right} permission|Access to {resource} for {user}, please|Permission {right} for {user} on {resource}|Can {user} get access to {resource}?",
        "granted_until",
    ),
    tool(
        "revoke_access remove_permission deny_user withdrawRole",
        "Take a user's access away.|Revokes the rights of a person on a resource",
        "user!:person resource!:word",
        "Revoke {user}'s access to {resource}|Take {resource} away from {user}|Remove the rights of {user} on {resource}|{user} must not use {resource} any more, revoke the access"
        "|Revoke access to {resource} for {user}|No more access for {user} to {resource}|{user} left the team, withdraw the permission on {resource}|For {resource}, revoke {user}",
        "revoked_at",
    ),
    tool(
        "query_metric read_metric metric_value fetchMetric",
        "Read a metric of a machine.|Current value of a metric on one host",
        "metric!:word machine:word minutes:small",
        "Read the metric {metric}|What is {metric} on {machine}?|Read {metric} from {machine}|The {metric} metric of {machine} over {minutes} minutes|Show {metric} of the machine {machine}"
        "|Metric {metric} for the last {minutes} minutes|How is {metric} doing on {machine} as a metric?|On {machine}, read {metric}|From {machine} I need the {metric} metric|{machine} metric {metric}",
        "value unit",
    ),
    tool(
        "silence_alert mute_alarm snooze_alert pauseAlert",
        "Silence an alert for a while.|Mutes one alarm until later",
        "alert!:word minutes:small comment:phrase",
        'Silence the alert {alert}|Mute {alert} for {minutes} minutes|Snooze the alarm {alert}, {minutes} minutes|Please silence {alert} and comment "{comment}"|The {alert} alert drives me mad, mute it'
        '|{minutes} minutes of silence for the alert {alert}|Pause {alert} with the comment "{comment}"|I know about {alert}, silence it {minutes} minutes|No alarm from {alert}, please',
        "silenced_until",
    ),
    tool(
        "assign_ticket hand_over_ticket set_assignee ticket_owner",
        "Assign a ticket to somebody.|Makes a person responsible for a ticket",
        "ticket!:code assignee!:person",
        "Assign {ticket} to {assignee}|Ticket {ticket} goes to {assignee}|Give the ticket {ticket} to {assignee}|{assignee} takes over ticket {ticket}|Hand {ticket} over to {assignee}"
        "|Make {assignee} the owner of {ticket}|Let {assignee} work on the ticket {ticket}|Who does {ticket}? Assign {assignee}|I want {assignee} on ticket {ticket}",
        "status queue",
    ),
    tool(
        "link_tickets relate_issues connect_tickets",
        "Link two tickets.|Says how one ticket relates to another",
        "first_ticket!:code second_ticket!:code relation:blocks/duplicates/follows",
        "Link {first_ticket} and {second_ticket}|{first_ticket} {relation} {second_ticket}, link them|Connect ticket {first_ticket} with {second_ticket}|Note that ticket {first_ticket} {relation} ticket {second_ticket}"
        "|Relate {first_ticket} to {second_ticket}|Tie the tickets {first_ticket} and {second_ticket} together|Add a link from {first_ticket} to {second_ticket}: {relation}",
        "link_id",
    ),
    tool(
        "transfer_stock move_inventory shift_stock relocateGoods",
        "Move stock between two stores.|Transfers goods from one warehouse to another",
        "article!:code units!:count from_store!:city to_store!:city",
        "Move {units} of {article} from {from_store} to {to_store}|Transfer {units} pieces of {article} to {to_store} from {from_store}|{units} units of {article}, {from_store} to {to_store}"
        "|Take {units} {article} out of the stock in {from_store} and bring them to {to_store}|The store in {to_store} needs {units} {article} from {from_store}"
        "|Shift {units} of article {article} over from {from_store} to the {to_store} store|Send stock of {article} to {to_store}: {units} units, they are in {from_store}",
        "transfer_number arrives",
    ),
    tool(
        "compare_cities city_comparison versus_city",
        "Compare two cities.|Puts one city beside another by some measure",
        "one_city!:city other_city!:city measure:rent/weather/size",
        "Compare {one_city} with {other_city}|Compare {one_city} and {other_city} by {measure}|{one_city} versus {other_city}, please compare|How does {one_city} compare to {other_city} in {measure}?"
        "|Which is better, {one_city} or {other_city}? Compare the {measure}.|I cannot decide between {one_city} and {other_city}, compare them|By {measure}, compare {one_city} to {other_city}",
        "winner difference",
    ),
    tool(
        "train_connection find_train rail_route trainBetween",
        "Find a train between two cities.|Rail connections from a place to another",
        "departure_city!:city arrival_city!:city leave_at:clock travel_day:day",
        "Find a train from {departure_city} to {arrival_city}|Train to {arrival_city} from {departure_city} at {leave_at}|On {travel_day} I take the train from {departure_city} to {arrival_city}, find one"
        "|How do I get to {arrival_city} by train from {departure_city}?|A train leaving {departure_city} for {arrival_city} around {leave_at}|{departure_city} to {arrival_city} by rail, {travel_day}"
        "|I start in {departure_city} and want to reach {arrival_city} by train|Rail connection between {departure_city} and {arrival_city} on {travel_day}, after {leave_at}",
        "departs platform changes",
    ),
    tool(
        "send_package ship_parcel post_package mailParcel",
        "Send a parcel from one person to another.|Ships a package with a weight",
        "sender!:person addressee!:person weight_kg:amount",
        "Send a parcel from {sender} to {addressee}|Ship a package to {addressee}, sender is {sender}|{sender} sends {addressee} a parcel of {weight_kg} kilos|Parcel for {addressee} from {sender}"
        "|A package weighing {weight_kg} goes from {sender} to {addressee}|Post {sender}'s package to {addressee}|{addressee} is waiting for the parcel by {sender}, send it|Ship {weight_kg} kg to {addressee} for {sender}",
        "parcel_number price",
    ),
    tool(
        "lend_item lend_out give_on_loan loanItem",
        "Lend something to somebody.|Notes who lends what to whom",
        "owner!:person borrower!:person lent_thing!:thing",
        "{owner} lends {borrower} the {lent_thing}|Lend {owner}'s {lent_thing} to {borrower}|Note that {borrower} borrows the {lent_thing} from {owner}|{borrower} gets the {lent_thing} of {owner} on loan"
        "|The {lent_thing} goes from {owner} to {borrower} as a loan|Loan: {lent_thing}, {owner} to {borrower}|{borrower} has borrowed a {lent_thing} that belongs to {owner}",
        "due",
    ),
    tool(
        "introduce_people make_introduction introduce_contact",
        "Introduce two people to each other.|Writes an introduction of one person to another",
        "newcomer!:person host!:person occasion:phrase",
        'Introduce {newcomer} to {host}|Please make {host} acquainted with {newcomer}: introduce {newcomer}|{newcomer} would like to meet {host}, introduce them|Write {host} an introduction of {newcomer}, "{occasion}"'
        '|Introduce {newcomer} to {host} for "{occasion}"|An introduction of {newcomer} for {host}|Let {host} know who {newcomer} is: introduce them',
        "sent_at",
    ),
    tool(
        "split_bill share_costs divide_bill splitCosts",
        "Split a bill among people.|Divides costs and says what each one pays",
        "total_amount!:amount persons!:small tip_percent:small",
        "Split a bill of {total_amount} among {persons} people|Split {total_amount} by {persons}|{persons} persons share {total_amount}|The bill is {total_amount}, split it among {persons} with {tip_percent} percent tip"
        "|Divide the bill: {total_amount}, {persons} people, tip {tip_percent}|We are {persons} and owe {total_amount}, split the bill|With a tip of {tip_percent} percent, share {total_amount} between {persons} of us",
        "each",
    ),
    tool(
        "reserve_cabin cabin_booking holiday_cabin bookCabin",
        "Reserve a cabin.|Books a holiday cabin for some people and nights",
        "region!:city cabin_nights!:small sleepers!:small",
        "Reserve a cabin in {region} for {sleepers} people and {cabin_nights} nights|A cabin near {region}: {cabin_nights} nights, {sleepers} people|{sleepers} of us want a cabin in {region} for {cabin_nights} nights"
        "|Book us a cabin, {cabin_nights} nights, {sleepers} persons, {region}|For {cabin_nights} nights I need a cabin in {region} that sleeps {sleepers}|Cabin in {region}, it must sleep {sleepers}, and we stay {cabin_nights} nights",
        "cabin_name price",
    ),
    tool(
        "reserve_boat rent_boat boat_hire hireBoat",
        "Rent a boat.|Hires a boat for some hours and passengers",
        "harbour!:city boat_hours!:small passengers:small",
        "Rent a boat in {harbour} for {boat_hours} hours|A boat for {passengers} passengers, {boat_hours} hours, from {harbour}|We need a boat at {harbour}: {passengers} people, {boat_hours} hours"
        "|{boat_hours} hours on a boat in {harbour}, please rent one|Hire a boat in {harbour}, {passengers} people come along, for {boat_hours} hours|Boat rental {harbour}, {boat_hours} hours",
        "boat deposit",
    ),
    tool(
        "find_soup_recipe soup_with cook_soup",
        "Find a soup with two ingredients.|Recipes for soups by what is in them",
        "main_part!:thing side_part:thing kitchen:italian/indian/thai",
        "Find a soup with {main_part}|A soup with {main_part} and {side_part}|Which soup can I cook from {main_part} and {side_part}?|A {kitchen} soup with {main_part}|I have {main_part} and {side_part}, find a soup"
        "|Soup of {main_part}, {kitchen}|Cook a soup: {main_part}, {side_part}|Find a {kitchen} soup that has {main_part} with {side_part} in it",
        "soup_name minutes",
    ),
    tool(
        "mix_drink cocktail_with find_cocktail drinkRecipe",
        "Find a cocktail by its ingredients.|A drink that is mixed from one or two things",
        "spirit!:word mixer:word strength:weak/strong",
        "Find a cocktail with {spirit}|Mix a drink of {spirit} and {mixer}|A {strength} cocktail with {spirit}|Which cocktail has {spirit} and {mixer} in it?|I have {spirit} and {mixer} at home, which drink can I mix?"
        "|Cocktail: {spirit}, {mixer}|A {strength} drink from {spirit} with {mixer}|What can be mixed out of {spirit}?",
        "drink_name glass",
    ),
    tool(
        "log_expense note_expense add_expense bookExpense",
        "Note an expense.|Writes down what was spent, where and for what",
        "spent!:amount shop:proper purpose:phrase spent_on:day",
        'Note an expense of {spent}|I spent {spent} at {shop}|Expense: {spent}, {shop}, "{purpose}"|On {spent_on} I paid {spent} at {shop}|Write down {spent} for "{purpose}"|{spent_on} expense of {spent}'
        '|At {shop} I left {spent} for "{purpose}" on {spent_on}|Log {spent} spent at {shop}|Another expense: {spent} for "{purpose}"',
        "month_total",
    ),
    tool(
        "log_workout note_training add_workout trackWorkout",
        "Note a workout.|Writes down what was trained, how long and when",
        "exercise!:word trained_minutes!:small trained_on:day place:proper",
        "Note a workout: {exercise}, {trained_minutes} minutes|I did {exercise} for {trained_minutes} minutes|On {trained_on} I trained {exercise} for {trained_minutes} minutes|{trained_minutes} minutes of {exercise} at {place}"
        "|Write down that I did {trained_minutes} minutes of {exercise} on {trained_on}|Workout at {place} on {trained_on}: {exercise}, {trained_minutes} minutes|{trained_on}, {exercise}, {trained_minutes} minutes",
        "week_total",
    ),
    tool(
        "book_consultation schedule_consultation consult_expert",
        "Book a consultation with an expert.|Arranges a meeting of a client with an adviser",
        "client!:person adviser!:person consult_day:day consult_time:clock",
        "Book a consultation with {adviser} for {client}|{client} wants to see {adviser} on {consult_day}|Consultation of {client} with {adviser} at {consult_time}|Arrange for {client} to consult {adviser}, {consult_day} at {consult_time}"
        "|Can {adviser} see {client} on {consult_day}? Book it.|For {client}: a consultation with {adviser} at {consult_time}|On {consult_day}, {adviser} should advise {client}",
        "room fee",
    ),
    tool(
        "translate_document translate_file document_translation",
        "Translate a file into a language.|Translates a document from one language to another",
        "document!:path into_language!:language from_language:language",
        "Translate the file {document} into {into_language}|Translate {document} from {from_language} to {into_language}|I need {document} in {into_language}|{document} is in {from_language}, translate it into {into_language}"
        "|Into {into_language}, please: translate {document}|Make a {into_language} version of the document {document}|From {from_language} into {into_language}: the document {document}",
        "pages output",
    ),
    tool(
        "convert_file change_format convert_document fileConvert",
        "Convert a file into another format.|Turns one kind of file into another",
        "input_file!:path output_format!:pdf/html/docx/csv output_file:path",
        "Convert {input_file} to {output_format}|Turn {input_file} into {output_format} and save it as {output_file}|I want {input_file} as {output_format}|Make a {output_format} of {input_file}|Convert {input_file}, format {output_format}, to the file {output_file}"
        "|{input_file} should become {output_format}|Save {input_file} as {output_file} in the format {output_format}|Please convert the file {input_file} ({output_format})",
        "bytes",
    ),
    tool(
        "replace_in_file search_replace substitute_text swapText",
        "Replace a word in a file.|Substitutes one text by another in a file",
        "in_file!:path old_text!:word new_text!:word",
        "Replace {old_text} by {new_text} in {in_file}|In {in_file}, replace {old_text} with {new_text}|Substitute {new_text} for {old_text} in the file {in_file}|Every {old_text} in {in_file} should become {new_text}"
        "|Change {old_text} into {new_text} throughout {in_file}|{in_file}: replace {old_text}, put {new_text}|Swap {old_text} for {new_text} in {in_file}|Put {new_text} wherever {in_file} says {old_text}",
        "replaced",
    ),
    tool(
        "copy_file duplicate_file cp_file fileCopy",
        "Copy a file to another place.|Makes a copy of a file under a path",
        "from_path!:path to_path!:path",
        "Copy {from_path} to {to_path}|Make a copy of {from_path} at {to_path}|Duplicate {from_path} as {to_path}|Put a copy of the file {from_path} into {to_path}|To {to_path}, copy {from_path}"
        "|I need {from_path} in {to_path} as well, copy it|cp {from_path} {to_path}|Copy the file from {from_path} to {to_path}",
        "bytes_copied",
    ),
    tool(
        "compare_files diff_files file_difference diffTool",
        "Compare two files.|Shows how one file differs from another",
        "left_file!:path right_file!:path ignore:case/space",
        "Compare {left_file} with {right_file}|Diff {left_file} and {right_file}|What is the difference between {left_file} and {right_file}?|How does {left_file} differ from {right_file}?|Compare {left_file} to {right_file}, ignore {ignore}"
        "|Show the diff of {left_file} against {right_file}|Are {left_file} and {right_file} the same? Compare them.",
        "changed_lines",
    ),
    tool(
        "send_money pay_person transfer_to remitMoney",
        "Send money to a person.|Pays an amount from an account to somebody",
        "payee!:person sum!:amount from_account:code reference_text:phrase",
        'Send {sum} to {payee}|Pay {payee} {sum} from {from_account}|Transfer {sum} to {payee} with the reference "{reference_text}"|From the account {from_account}, send {payee} {sum}|{payee} gets {sum} from me, send it'
        '|Send money: {sum} for {payee}, "{reference_text}"|I owe {payee} {sum}. Pay it from {from_account}.|Remit {sum} to {payee}',
        "transaction balance",
    ),
    tool(
        "request_payment ask_for_money payment_request billPerson",
        "Ask somebody for a payment.|Requests money from a person for a reason",
        "debtor!:person requested_sum!:amount because:phrase pay_by:day",
        'Request {requested_sum} from {debtor}|Ask {debtor} for a payment of {requested_sum}|{debtor} owes us {requested_sum} for "{because}", request it|Request a payment from {debtor}: {requested_sum} until {pay_by}'
        '|Bill {debtor} {requested_sum} for "{because}"|By {pay_by} {debtor} should pay {requested_sum}, send a request|Payment request to {debtor} over {requested_sum}',
        "request_number",
    ),
    tool(
        "find_storms storm_reports storms_near weatherAlerts",
        "Find storms near a place.|Reports of storms by strength and distance",
        "near_place!:city stronger_than:count within_km:count",
        "Find storms near {near_place}|Storms stronger than {stronger_than} near {near_place}|Any storm within {within_km} kilometres of {near_place}?|Storm reports for {near_place}, {within_km} km around, strength over {stronger_than}"
        "|Stronger than {stronger_than}: storms at {near_place}|Within {within_km} km of {near_place}, which storms are there?|{near_place}: storms",
        "storms strongest",
    ),
    tool(
        "find_vacancies job_search open_positions jobsNear",
        "Find open positions.|Searches jobs by title, place and pay",
        "job_title!:word job_city:city least_pay:count",
        "Find a job as {job_title}|Open positions for {job_title} in {job_city}|Jobs as {job_title} that pay at least {least_pay}|Is anybody in {job_city} looking for a {job_title}? Find positions.|{job_title} jobs, {job_city}, from {least_pay}"
        "|In {job_city}, find jobs for a {job_title}|A position as {job_title} for no less than {least_pay} in {job_city}",
        "positions best_offer",
    ),
    tool(
        "vote_poll cast_vote poll_vote voteFor",
        "Vote in a poll.|Gives a person's vote to an option of a poll",
        "poll!:word option!:word voter:person",
        "Vote for {option} in the poll {poll}|In {poll}, {voter} votes for {option}|{voter}'s vote in the poll {poll} goes to {option}|Poll {poll}: vote {option}|My vote in {poll} is {option}|Give {option} a vote in {poll}"
        "|Cast a vote for {option} in poll {poll} in the name of {voter}",
        "votes leading",
    ),
    tool(
        "tag_photo label_picture mark_photo photoTag",
        "Tag somebody in a photo.|Marks a person or a place on a picture",
        "photo!:path tagged!:person photo_place:city",
        "Tag {tagged} in {photo}|In the photo {photo} that is {tagged}, tag it|{photo} shows {tagged} in {photo_place}, tag the photo|Mark {tagged} on the picture {photo}|Photo {photo}: tag {tagged}, taken in {photo_place}|{tagged} is on {photo}, please tag",
        "tags",
    ),
    tool(
        "set_price change_price price_update repriceItem",
        "Set the price of a product.|Changes what a product costs in a shop",
        "product!:proper new_price!:amount in_shop:city from_day:day",
        "Set the price of {product} to {new_price}|{product} costs {new_price} from {from_day}, set the price|In {in_shop} the price of {product} should be {new_price}|Change the price: {product}, {new_price}|From {from_day} on, {product} is sold for {new_price} in {in_shop}, set that price"
        "|Price {new_price} for {product}, please|Make {product} cost {new_price} in {in_shop}",
        "old_price",
    ),
    tool(
        "trade_players swap_players player_trade",
        "Trade players between two teams.|One team gives a player to another team",
        "player!:person from_team!:proper to_team!:proper",
        "Trade {player} from {from_team} to {to_team}|{player} moves from {from_team} to {to_team}, make the trade|{to_team} gets {player} from {from_team}|Move the player {player} to {to_team} from {from_team}|{from_team} gives {player} to {to_team} in a trade"
        "|Player trade: {player}, {from_team} to {to_team}",
        "contract_until",
    ),
    tool(
        "match_score game_result who_won resultOf",
        "Look up the result of a match.|Score of one team against another",
        "home_team!:proper away_team!:proper match_day:day",
        "What was the score of {home_team} against {away_team}?|Result of {home_team} versus {away_team}|Who won the match {home_team} - {away_team} on {match_day}?|How did {home_team} play against {away_team}? I need the score.|Score: {home_team}, {away_team}, {match_day}"
        "|On {match_day} {home_team} met {away_team}, what was the result?",
        "score",
    ),
    tool(
        "measure_distance distance_between how_far",
        "Measure the distance between two places.|How far one place is from another",
        "point_one!:city point_two!:city by:car/plane/foot",
        "Measure the distance between {point_one} and {point_two}|How far is {point_two} from {point_one}? Start at {point_one}.|Distance from {point_one} to {point_two} by {by}|How far is it from {point_one} to {point_two}?|By {by}, how far is it from {point_one} to {point_two}?|{point_one} to {point_two}: distance?",
        "kilometres",
    ),
    tool(
        "blend_colours mix_colours colour_mix",
        "Mix two colours.|Blends one colour with another",
        "first_colour!:colour second_colour!:colour share_percent:small",
        "Mix {first_colour} with {second_colour}|Blend {first_colour} and {second_colour}|What do {first_colour} and {second_colour} give when they are mixed?|Mix {share_percent} percent {first_colour} into {second_colour}|A mix of {first_colour} and {second_colour}, {share_percent} percent of the first colour",
        "mixed_colour",
    ),
)
