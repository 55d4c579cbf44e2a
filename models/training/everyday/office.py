"""Documents, meetings, staff, contracts, support tickets, surveys, customers: the office."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "share_document give_file_access share_file docShare",
        "Share a document with somebody.|Gives one person access to a document, with a permission level|Grant document access by e-mail address",
        "document!:path recipient!:email permission:view/comment/edit",
        "Share {document} with {recipient}|Give {recipient} access to {document}|{recipient} should be able to {permission} the file {document}"
        "|Let my colleague {recipient} also {permission} the document {document}, please|I need {document} shared with {recipient}, permission {permission}"
        "|Could you make sure that {recipient} can open {document}?|Access for {recipient}: {document}, {permission} only"
        "|My colleague {recipient} still can't see {document}|Please open up {document} to {recipient} with {permission} rights"
        "|Grant {permission} permission on {document} to {recipient}|document {document} -> {recipient}|We'd like {recipient} to read {document} as well",
        "share_link expires_on",
    ),
    tool(
        "summarize_document summarise_file make_summary tldr documentSummary",
        "Summarise a document.|Condenses a file into a few sentences|Short summary of a long text file, in the wanted language",
        "file!:path sentences:small language:language",
        "Summarize {file}|Give me the gist of {file} in {sentences} sentences|What does {file} say, in {language}?"
        "|{file} is far too long for me, boil it down to {sentences} sentences|A summary of {file} in {language} please"
        "|In no more than {sentences} sentences, what is {file} about?|tl;dr {file}|I have no time to read {file}, what are the main points?"
        "|Could you condense {file} for the board, {sentences} sentences, written in {language}?|Sum up the document {file}"
        "|Using {language}, summarise {file} for our partners|Key points of {file}?",
        "summary words",
    ),
    tool(
        "convert_document change_format export_document convertFile",
        "Convert a document to another format.|Export a file as PDF, HTML and so on|Changes the format of a document",
        "source_file!:path target_format!:pdf/docx/html/markdown output_folder:folder",
        "Convert {source_file} to {target_format}|Make a {target_format} out of {source_file}|I need {source_file} as {target_format}"
        "|Export {source_file} in {target_format} format into {output_folder}|The customer wants {target_format}, but all I have is {source_file}"
        "|Can I have {source_file} as a {target_format} in {output_folder}?|{target_format} version of {source_file} please"
        "|Save {source_file} under {output_folder} as {target_format}|Turn the file {source_file} into {target_format}, would you?"
        "|Into {output_folder} goes the {target_format} export of {source_file}|Please change {source_file} from its present format to {target_format}"
        "|{source_file} must become {target_format} before the meeting",
        "output_file pages",
    ),
    tool(
        "merge_pdfs join_documents combine_files mergeFiles",
        "Merge two documents into one.|Joins the pages of a first and a second PDF|Combine two files",
        "first_file!:path second_file!:path output_file:path",
        "Merge {first_file} and {second_file}|Combine {first_file} with {second_file} into {output_file}|Append {second_file} to the end of {first_file}"
        "|I'd like {first_file} first and then {second_file}, all in a single document|Make {output_file} out of {first_file} and {second_file}"
        "|Put {second_file} behind {first_file}, please|Could you join the pages of {first_file} and those of {second_file}?"
        "|One file instead of two: {first_file}, {second_file}|{first_file} + {second_file} = {output_file}"
        "|{second_file} belongs right after {first_file}; save that as {output_file}|Stick {first_file} and {second_file} together for me"
        "|The result should be called {output_file}: take {first_file}, then {second_file}",
        "pages size_kb",
    ),
    tool(
        "print_document send_to_printer print_file printJob",
        "Print a document.|Sends a file to the office printer|Prints copies of a file, single or double sided",
        "file_path!:path copies:small sides:single/double",
        "Print {file_path}|Print {copies} copies of {file_path}|{file_path} on paper, {sides} sided, please"
        "|I need {copies} printouts of {file_path} for the workshop|Send {file_path} to the printer|Could you run off {file_path} {copies} times?"
        "|Please print {file_path} and make it {sides} sided|{copies} x {file_path}, {sides} sided|Everyone at the table should get a paper copy of {file_path}, we are {copies}"
        "|Hard copy of {file_path}!|Save some trees: {sides} sided for {file_path}|Can I get {file_path} out of the printer?",
        "job_id pages_total",
    ),
    tool(
        "request_signature send_for_signing esign requestSignature",
        "Ask somebody to sign a contract.|Send a contract out for electronic signature|Requests an e-signature until a deadline",
        "contract_id!:code signer!:email sign_by:day",
        "Ask {signer} to sign {contract_id}|Send contract {contract_id} to {signer} for signature|{signer} must sign {contract_id} by {sign_by}"
        "|We still need the signature of {signer} under {contract_id}|By {sign_by} at the latest I want {contract_id} signed by {signer}"
        "|Get {contract_id} signed: {signer}|Could you have {signer} put a signature on agreement {contract_id}?|E-signature request, {contract_id}, {signer}, deadline {sign_by}"
        "|Please forward {contract_id} so that {signer} can sign until {sign_by}|The last one missing on {contract_id} is {signer}, chase them for a signature"
        "|I need ink from {signer} on {contract_id}|Have {contract_id} signed electronically by {signer} no later than {sign_by}",
        "request_id signing_link",
    ),
    tool(
        "get_contract contract_details lookup_contract contractInfo",
        "Look up a contract.|Returns the parties, the value and the end of a contract|Details of an agreement by its number",
        "contract_number!:code",
        "Show me contract {contract_number}|When does contract {contract_number} end?|Who are the parties of {contract_number}?"
        "|What is agreement {contract_number} worth?|Pull up {contract_number} from the contracts|Is {contract_number} still in force?"
        "|I need the details of the agreement numbered {contract_number}|contract {contract_number}|How long are we bound by {contract_number}?"
        "|Could you check what we signed under {contract_number}?|Notice period in {contract_number}?|Tell me all about contract no. {contract_number}, please",
        "supplier end_day value notice_weeks",
    ),
    tool(
        "terminate_contract end_contract cancel_contract give_notice",
        "Terminate a contract.|Ends an agreement as of a day, with a reason|Give notice on a contract",
        "contract!:code effective_day!:day reason:remark",
        'Terminate contract {contract} as of {effective_day}|End {contract} on {effective_day}|We want out of {contract}, effective {effective_day}, because "{reason}"'
        '|Give notice for {contract}, last day {effective_day}|Effective {effective_day}, the agreement {contract} has to be ended. Reason: "{reason}"'
        "|Please cancel the contract {contract} per {effective_day}|{contract} should run out on {effective_day}, do not extend it"
        '|Reason "{reason}": contract {contract} ends {effective_day}|I need to get rid of agreement {contract} by {effective_day}'
        '|Can you terminate {contract} with effect from {effective_day}? They asked why, so write "{reason}"|contract {contract}: termination, {effective_day}'
        "|From {effective_day} we no longer need {contract}, stop that contract",
        "confirmation penalty",
    ),
    tool(
        "reschedule_meeting move_meeting postpone_meeting rescheduleEvent",
        "Move a meeting to another time.|Reschedules an existing meeting to a new day and hour|Postpone a meeting",
        "meeting!:phrase new_day!:day new_time:clock",
        'Move the meeting "{meeting}" to {new_day}|Reschedule "{meeting}" for {new_day} at {new_time}|Postpone \'{meeting}\' until {new_day}, please'
        '|I can\'t make it to "{meeting}", could we have it on {new_day} instead?|Push "{meeting}" back to {new_time} on {new_day}'
        '|{new_day} at {new_time} would be better for "{meeting}"|"{meeting}" now takes place on {new_day}|The meeting called "{meeting}" has to be shifted to {new_day}, {new_time}'
        '|Please tell everyone "{meeting}" moves to {new_day}|Change the date of "{meeting}" to {new_day}|Half of us are ill. Make "{meeting}" {new_day}, starting {new_time}'
        '|Would {new_day} work for "{meeting}"? Then move it',
        "meeting_link conflicts",
    ),
    tool(
        "invite_to_meeting add_attendee add_participant inviteGuest",
        "Invite a person to a meeting.|Adds a participant to an existing meeting|Add an attendee, required or optional",
        "attendee!:person meeting_id!:code attendance:required/optional",
        "Invite {attendee} to meeting {meeting_id}|Add {attendee} to {meeting_id} as {attendance}|{meeting_id} also needs {attendee}"
        "|Please have {attendee} join {meeting_id}, attendance {attendance}|We forgot {attendee} in the invitation for {meeting_id}"
        "|Can {attendee} come to {meeting_id} too?|Put {attendee} on the list of participants of {meeting_id}|For meeting {meeting_id}: one more {attendance} guest, {attendee}"
        "|I want {attendee} in the room when {meeting_id} starts|meeting {meeting_id}, attendee {attendee}, {attendance}"
        "|Send the {meeting_id} invite to {attendee}|As {attendance} participant add somebody named {attendee} to {meeting_id}",
        "attendees reply",
    ),
    tool(
        "find_free_slot common_free_time find_meeting_time availability_of_two",
        "Find a time when two people are both free.|Common free slot in two calendars|Suggests a meeting time for two colleagues",
        "first_person!:person second_person!:person on_day:day minutes:small",
        "When are {first_person} and {second_person} both free?|Find a slot for {first_person} and {second_person} on {on_day}"
        "|I need {minutes} minutes with {first_person} and {second_person} together|Is there a gap on {on_day} when {first_person} could meet {second_person}?"
        "|{first_person} wants to talk to {second_person} for {minutes} minutes, when does it suit both?|Free time of {first_person} and of {second_person}, {on_day}"
        "|Look in the calendars of {first_person} and {second_person} for a common opening|On {on_day}, where do {first_person} and {second_person} have {minutes} minutes in common?"
        "|Suggest a meeting time for {first_person} plus {second_person}|Get {first_person} and {second_person} in one room for {minutes} minutes, whenever it works"
        "|What time works for {first_person} as well as {second_person} on {on_day}?|Any availability that {first_person} shares with {second_person}?",
        "slot_start slot_end",
    ),
    tool(
        "record_decision log_decision save_minutes addMinutes",
        "Write a decision into the minutes of a meeting.|Records what was decided and who is responsible|Add an entry to meeting minutes",
        "meeting_code!:code decision!:remark responsible:person",
        'Note in the minutes of {meeting_code}: "{decision}"|Decision in {meeting_code}: "{decision}"|Record for {meeting_code} that we agreed on "{decision}"'
        '|In {meeting_code} it was decided: "{decision}", responsible is {responsible}|{responsible} takes care of it; the minutes of {meeting_code} should say "{decision}"'
        '|Put "{decision}" on record under {meeting_code}|Please add "{decision}" to what was decided in meeting {meeting_code}, owner {responsible}'
        '|minutes {meeting_code}: "{decision}"|We settled something in {meeting_code}. Write down "{decision}" with {responsible} in charge'
        '|"{decision}" was the outcome of {meeting_code}, please log it|Log the decision "{decision}" of meeting {meeting_code} and name {responsible} as the one responsible'
        '|So that nobody forgets: "{decision}", agreed in {meeting_code}',
        "entry_number",
    ),
    tool(
        "transcribe_recording transcribe_meeting speech_to_text transcribeAudio",
        "Transcribe a recording.|Turn the audio of a meeting into text|Speech to text for a recorded meeting, with the number of speakers",
        "recording!:path spoken_language:language speakers:small",
        "Transcribe {recording}|Write out what was said in {recording}|Make a transcript of {recording}, {speakers} speakers"
        "|{recording} is in {spoken_language}, please turn it into text|I need the recording {recording} as text, there are {speakers} people talking in {spoken_language}"
        "|What did they say in {recording}?|Speech to text: {recording}|Could you type up {recording} for me? The language is {spoken_language}."
        "|We taped the meeting, {speakers} voices, file {recording}, get it transcribed|The audio {recording} must be available in writing"
        "|{speakers} speakers, {spoken_language}, {recording}: transcript please|Get me every word of {recording}",
        "transcript_file minutes",
    ),
    tool(
        "book_meeting_room reserve_room_for_meeting room_booking reserveConferenceRoom",
        "Book a meeting room.|Reserve a conference room in the office by name, day and hour|Blocks a room for a meeting",
        "room_name!:proper booking_day!:day start_time!:clock seats:small",
        "Book room {room_name} on {booking_day} at {start_time}|Reserve {room_name} for {seats} people, {booking_day}, {start_time}"
        "|I need the meeting room {room_name} from {start_time} on {booking_day}|Is {room_name} free on {booking_day}? If so take it at {start_time} for {seats} of us"
        "|On {booking_day} at {start_time} we meet in {room_name}, please block it|Conference room {room_name}: {booking_day}, {start_time}, {seats} seats"
        "|At {start_time} on {booking_day} there will be {seats} guests, put us in {room_name}|Get us {room_name} for {booking_day}, beginning at {start_time}"
        "|{room_name} room please, {start_time}, {booking_day}|Could you hold {room_name} for my team on {booking_day} starting {start_time}?"
        "|We want to sit in {room_name} on {booking_day}; {start_time} sharp, {seats} chairs|Block {room_name} at {start_time} on {booking_day}",
        "booking_code floor",
    ),
    tool(
        "request_leave apply_for_vacation book_time_off leaveRequest",
        "Request leave for an employee.|Apply for time off from a first to a last day|Submits a vacation or sick leave request",
        "employee!:person first_day!:day last_day!:day leave_type:vacation/sick/parental/unpaid",
        "Request leave for {employee} from {first_day} to {last_day}|{employee} wants {leave_type} leave, {first_day} until {last_day}"
        "|Time off for {employee}: {first_day} through {last_day}|Put {employee} down as on {leave_type} leave between {first_day} and {last_day}"
        "|{employee} will be away from {first_day} and back after {last_day}|Could you apply for {leave_type} leave on behalf of {employee}, first day {first_day}, last day {last_day}?"
        "|Until {last_day} our {employee} is off, starting {first_day}|I am handing in a request for {employee}: {first_day} - {last_day}, {leave_type}"
        "|Book {employee} out of the office from {first_day} until {last_day}|Last day of absence {last_day}, first one {first_day}, name {employee}, type {leave_type}"
        "|{employee} needs a break! {first_day} to {last_day} would be good|Please file {leave_type} leave: {employee}, beginning {first_day}, ending {last_day}",
        "request_number days_left approver",
    ),
    tool(
        "leave_balance vacation_days_left remaining_leave timeOffBalance",
        "How many days of leave an employee has left.|Remaining vacation days|Balance of the leave account of a person",
        "staff_member!:person",
        "How many vacation days does {staff_member} have left?|Leave balance of {staff_member}|Can {staff_member} still take time off this year?"
        "|Remaining leave for {staff_member} please|Has {staff_member} used up all the holidays?|I need to know what is left on the leave account of {staff_member}"
        "|vacation left {staff_member}|Check how much holiday {staff_member} is still entitled to|{staff_member} asks about the days off that remain"
        "|Does {staff_member} have any leave to spare?|How long could {staff_member} stay away before the days run out?|Tell me the balance of days off for {staff_member}",
        "days_left days_taken expires",
    ),
    tool(
        "decide_request review_request answer_leave_request decideLeave",
        "Approve or reject a request of an employee.|Decides on a pending HR request|Accept or turn down a request, with a comment",
        "request_id!:code verdict!:approve/reject comment:remark",
        'Please {verdict} request {request_id}|{verdict}: {request_id}|I {verdict} the request {request_id}, comment: "{comment}"'
        '|Request {request_id}: {verdict}|You can {verdict} the one with number {request_id} and write "{comment}"'
        '|My decision on {request_id} is {verdict}|As for {request_id}, I have to {verdict} it because "{comment}"'
        '|Go ahead and {verdict} number {request_id} for me|Pending request {request_id}, {verdict} with the remark "{comment}"'
        '|After talking to the team we {verdict} what was asked in {request_id}|"{comment}" is my comment on {request_id}, so {verdict} it|{request_id} is on my desk since yesterday, {verdict} it now',
        "status decided_by",
    ),
    tool(
        "onboard_employee add_employee hire_person registerStaff",
        "Add a new employee.|Onboards somebody who starts a job under a manager|Registers a new member of staff",
        "full_name!:person position!:word manager!:person start_day:day",
        "Onboard {full_name} as {position} under {manager}|{full_name} joins us on {start_day} as {position}, the manager is {manager}"
        "|We hired {full_name}! Position {position}, boss {manager}|Register the new employee {full_name}, {position}, reporting to {manager}"
        "|From {start_day} on, {manager} gets a new {position} named {full_name}|Please add {full_name} to the staff: job {position}, manager {manager}, first day {start_day}"
        "|New hire on the team of {manager}: {full_name}, {position}|{manager} has signed {full_name} for the {position} job, set everything up by {start_day}"
        "|Create a personnel record for {full_name}, who will work as {position} for {manager}|starting {start_day}: {full_name} ({position}), reports to {manager}"
        "|I need an account and a desk for {full_name}, our {position} to be, led by {manager}|Make {full_name} an employee with the role {position} and {manager} as supervisor",
        "employee_id login",
    ),
    tool(
        "reassign_manager change_manager switch_supervisor changeSupervisor",
        "Change who manages an employee.|Moves a person from an old manager to a new one|Reassign the supervisor of an employee",
        "employee!:person new_manager!:person old_manager:person",
        "Make {new_manager} the manager of {employee}|{employee} moves from {old_manager} to {new_manager}|From now on {employee} reports to {new_manager}"
        "|Take {employee} away from {old_manager} and put {new_manager} in charge|{new_manager} takes over {employee} from {old_manager}"
        "|Change the supervisor of {employee} to {new_manager}|The new boss of {employee} is {new_manager}, the old one was {old_manager}"
        "|{old_manager} leaves, so {new_manager} will supervise {employee}|Please reassign {employee}: {new_manager} is responsible now"
        "|{employee} should no longer answer to {old_manager} but to {new_manager}|manager of {employee} = {new_manager}|Could {new_manager} become the line manager for {employee}?",
        "valid_from team",
    ),
    tool(
        "list_direct_reports team_of who_reports_to directReports",
        "List the people who report to a manager.|The direct reports of somebody|Members of the team that a person leads",
        "manager_name!:person",
        "Who reports to {manager_name}?|List the direct reports of {manager_name}|Show the team of {manager_name}|How many people does {manager_name} lead?"
        "|Who works under {manager_name}?|Everyone whose boss is {manager_name}, please|direct reports {manager_name}"
        "|I need the names of the people managed by {manager_name}|Which employees answer to {manager_name}?|Whom does {manager_name} supervise?"
        "|Give me all members of {manager_name}'s team|Does anybody report to {manager_name} at all?",
        "reports count",
    ),
    tool(
        "log_hours track_time book_hours timesheet_entry",
        "Log working hours on a project.|Adds an entry to the timesheet|Books time spent on a project on some day",
        "project!:proper hours!:small work_day:day activity:phrase",
        'Log {hours} hours on {project}|I worked {hours} hours for {project} on {work_day}|Book {hours} h to project {project}: "{activity}"'
        '|Timesheet: {project}, {hours} hours, {work_day}|{work_day} I spent {hours} hours on {project} doing "{activity}"'
        '|Please put {hours} hours under {project}|{project} took me {hours} hours, write it into the timesheet|My work on {project}, "{activity}", lasted about {hours} hours'
        '|Add to the {project} project {hours} hours of "{activity}"|For {work_day} enter {hours} hours, project {project}'
        "|Could you track {hours} hours against {project} as of {work_day}?|{hours}h {project}",
        "entry_id week_total",
    ),
    tool(
        "schedule_interview arrange_interview plan_interview interviewSlot",
        "Schedule a job interview.|Arranges an interview between a candidate and an interviewer|Sets day and time at which a candidate is interviewed",
        "candidate!:person interviewer!:person interview_day!:day interview_time:clock",
        "Schedule an interview of {candidate} with {interviewer} on {interview_day}|{interviewer} interviews {candidate} on {interview_day} at {interview_time}"
        "|Candidate {candidate}, interviewer {interviewer}, {interview_day}|Have {interviewer} meet the applicant {candidate} on {interview_day}, {interview_time}"
        "|{candidate} applied for the job and can come {interview_day}; {interviewer} will ask the questions|At {interview_time} on {interview_day} I want {interviewer} to interview {candidate}"
        "|Please set up a job talk for {candidate}: {interview_day}, with {interviewer}|Let {candidate} come in for an interview on {interview_day}. {interviewer} does it"
        "|On {interview_day}, {interviewer} has time for the candidate {candidate} from {interview_time}|interview {interview_day}: {candidate} (candidate), {interviewer} (interviewer)"
        "|Could {interviewer} talk to our applicant {candidate} on {interview_day} about {interview_time}?|We should invite {candidate} for {interview_day}, the interviewer being {interviewer}",
        "interview_id video_link",
    ),
    tool(
        "set_salary change_pay raise_salary updateSalary",
        "Set the salary of an employee.|Changes what somebody earns per month from a day on|Update pay",
        "employee_name!:person monthly_pay!:amount pay_currency:currency valid_from:day",
        "Set the salary of {employee_name} to {monthly_pay}|{employee_name} earns {monthly_pay} {pay_currency} from {valid_from}"
        "|Raise the pay of {employee_name} to {monthly_pay} {pay_currency}|From {valid_from} on {employee_name} gets {monthly_pay} a month"
        "|Change {employee_name}'s salary, the new one is {monthly_pay}|{monthly_pay} {pay_currency} per month for {employee_name}, please, as of {valid_from}"
        "|We agreed on {monthly_pay} with {employee_name}, put that into payroll|Give {employee_name} a monthly wage of exactly {monthly_pay} {pay_currency}"
        "|Payroll update: {employee_name}, {monthly_pay}, valid {valid_from}|{employee_name} has deserved more money, make it {monthly_pay}"
        "|Could you enter {monthly_pay} as what {employee_name} makes each month?|Starting {valid_from}, monthly pay {monthly_pay} for {employee_name}",
        "yearly_total old_pay",
    ),
    tool(
        "assign_ticket hand_over_ticket route_ticket assignCase",
        "Assign a support ticket to an agent.|Hands a support case to a colleague, with a severity|Route a ticket to somebody",
        "ticket_id!:code agent!:person severity:low/medium/high/critical",
        "Assign {ticket_id} to {agent}|Ticket {ticket_id} goes to {agent}, severity {severity}|Let {agent} handle {ticket_id}"
        "|{agent} should look at the {severity} case {ticket_id}|Can {agent} take over ticket {ticket_id}?|Hand {ticket_id} over to {agent}, please"
        "|Give {agent} the ticket {ticket_id} and mark it {severity}|Customer is furious about {ticket_id}, {severity} severity, get {agent} on it"
        "|{severity}: {ticket_id} for {agent}|Please route the support request {ticket_id} to {agent}|I can't solve {ticket_id} myself, pass it to {agent}"
        "|Who is on duty, {agent}? Then {ticket_id} is theirs, severity {severity}",
        "queue due_at",
    ),
    tool(
        "close_ticket resolve_ticket finish_case closeCase",
        "Close a support ticket.|Marks a ticket as done with a resolution|Resolve a support case",
        "ticket_number!:code resolution!:solved/duplicate/invalid/expired note:remark",
        'Close {ticket_number} as {resolution}|Ticket {ticket_number} is {resolution}, close it|Mark {ticket_number} as {resolution} with the note "{note}"'
        "|Please resolve ticket {ticket_number}, resolution {resolution}|We are done with {ticket_number}: {resolution}"
        '|{resolution}, so {ticket_number} can be closed. Note: "{note}"|Nothing more to do on {ticket_number}, it is {resolution}'
        '|Set {ticket_number} to {resolution} and add "{note}"|I consider {ticket_number} to be {resolution}, shut it please|"{note}" is the last note on ticket {ticket_number}, which is {resolution}'
        "|Could you finish case {ticket_number}? It turned out to be {resolution}.|Get {ticket_number} out of the queue as {resolution}",
        "closed_at hours_open",
    ),
    tool(
        "reply_to_ticket answer_customer post_reply ticketReply",
        "Reply to a customer in a support ticket.|Posts an answer in a ticket, public or internal|Answers a support request",
        "case_id!:code reply_text!:remark visibility:public/internal",
        'Reply in {case_id}: "{reply_text}"|Answer ticket {case_id} with "{reply_text}"|Write "{reply_text}" into {case_id} as {visibility} reply'
        '|The customer in {case_id} is waiting, tell them "{reply_text}"|Post a comment, {visibility}, on {case_id} saying "{reply_text}"'
        '|"{reply_text}" is what I want to answer in ticket {case_id}|{case_id}, {visibility}: "{reply_text}"|Please respond to support request {case_id}: "{reply_text}"'
        '|Could you let the person behind {case_id} know "{reply_text}"?|In case {case_id} we say "{reply_text}", {visibility} please'
        '|My response to {case_id} would be "{reply_text}"|Add the answer "{reply_text}" to case {case_id}, {visibility} only',
        "reply_id sent_at",
    ),
    tool(
        "create_survey new_survey make_poll startSurvey",
        "Create a survey.|Sets up a new survey with a closing day|Start a poll among staff or customers",
        "survey_title!:phrase audience:staff/customers/suppliers closes_on:day",
        'Create a survey "{survey_title}"|Start a survey among {audience} called "{survey_title}"|Ask our {audience} about "{survey_title}", open until {closes_on}'
        '|New poll: "{survey_title}", closing {closes_on}|I want to know what people think, make a questionnaire titled "{survey_title}"'
        '|Until {closes_on} the {audience} may vote in the survey "{survey_title}"|Could you set up "{survey_title}" as a survey?'
        '|"{survey_title}" should be a poll for {audience}|Let us question the {audience} on "{survey_title}" by {closes_on}|survey "{survey_title}" {audience}'
        "|We need feedback. Title \"{survey_title}\", last day {closes_on}|Please prepare a survey with the title '{survey_title}' for {audience}",
        "survey_link survey_id",
    ),
    tool(
        "survey_results get_survey_answers poll_results surveyReport",
        "Results of a survey.|Get the answers to a survey, or to one question of it|Evaluate a poll",
        "survey!:code question_number:small",
        "Show the results of survey {survey}|How did people answer question {question_number} of {survey}?|Results {survey}"
        "|What came out of the poll {survey}?|How many have taken part in {survey} so far?|I need the answers to question {question_number} in survey {survey}"
        "|Evaluate {survey}, only question {question_number}|What do our customers say in {survey}?|For question {question_number}, how does {survey} look?"
        "|Please give me the outcome of survey {survey}|Has anybody responded to {survey} yet?|{survey}: answers to number {question_number}",
        "participants average_score top_answer",
    ),
    tool(
        "add_lead create_contact new_lead crmAddLead",
        "Add a lead to the CRM.|Creates a sales contact with company and e-mail|Store a new prospect",
        "contact_name!:person company!:proper contact_email:email source:fair/website/referral/call",
        "Add {contact_name} from {company} as a lead|New lead: {contact_name}, {company}, {contact_email}|I met {contact_name} of {company}, put them into the CRM"
        "|{company} is interested, the contact there is {contact_name}, source {source}|Create a contact for {contact_name} at {company} with the address {contact_email}"
        "|{contact_name} works at {company} and wants an offer; we know them via {source}|Save the prospect {contact_name} ({company})"
        "|lead from the {source}: {contact_name}, company {company}, mail {contact_email}|Could you store {contact_name}, {contact_email}, as our person at {company}?"
        "|A {source} brought us {contact_name} of the firm {company}|Please enter into the sales database: company {company}, contact {contact_name}"
        "|Write to {contact_email} later, for now just add {contact_name} of {company} to the leads",
        "lead_id owner",
    ),
    tool(
        "move_deal update_deal_stage set_deal_stage dealStage",
        "Move a deal to another stage of the pipeline.|Updates how far a sale is|Sets the stage and the expected value of a deal",
        "deal!:proper stage!:contacted/offered/negotiating/won/lost expected_value:amount",
        "Move the deal {deal} to {stage}|{deal} is {stage}|The {deal} sale? It is {stage}, update the pipeline|Deal {deal}: {stage}, worth {expected_value}"
        "|Set {deal} to {stage} with a value of {expected_value}|Good or bad, {deal} is now {stage}, please change the stage"
        "|Put {deal} in the column {stage}|The {expected_value} deal with {deal} counts as {stage} from today|Sales update: {stage}, {deal}"
        "|Could you mark the {deal} deal as {stage}?|About {expected_value} is what {deal} could bring; its stage is {stage}|In the pipeline {deal} belongs under {stage}",
        "probability forecast",
    ),
    tool(
        "log_customer_call record_call add_call_note crmLogCall",
        "Log a call with a customer.|Records a phone conversation in the CRM|Store how long a customer call took and how it went",
        "customer!:person outcome!:reached/voicemail/callback duration_minutes:small",
        "Log a call with {customer}, outcome {outcome}|I called {customer}: {outcome}|{customer}, {outcome}, {duration_minutes} minutes"
        "|Note in the CRM that I phoned {customer} for {duration_minutes} minutes with the result {outcome}|Call with {customer} took {duration_minutes} minutes, {outcome}"
        "|Put down {outcome} for my call to {customer}|Just hung up with {customer} after {duration_minutes} minutes, log it as {outcome}"
        "|Please record the conversation with our customer {customer} under {outcome}|Customer {customer} rang, that was {duration_minutes} minutes, mark {outcome}"
        "|{outcome} again when I tried {customer}, write that down|For the records: phone, {customer}, {outcome}|Could you enter today's call? {customer} it was, and the outcome was {outcome}.",
        "call_id calls_this_month",
    ),
    tool(
        "rate_employee submit_appraisal performance_review reviewEmployee",
        "Submit a performance review.|Stores the appraisal of an employee by a reviewer|Rates how well somebody worked",
        "reviewed!:person reviewer!:person points!:small feedback:remark",
        'Performance review: {reviewer} gives {reviewed} {points} points|{reviewed} gets {points} points from {reviewer}, feedback "{feedback}"'
        '|Store the appraisal of {reviewed} by {reviewer} with a score of {points}|{reviewer} reviewed {reviewed} and gave {points} points, adding "{feedback}"'
        "|Please submit {points} as the rating that {reviewer} gave {reviewed}|How well {reviewed} worked, according to {reviewer}: {points} points"
        '|"{feedback}", says {reviewer} about {reviewed}. Score: {points}|{points} points for {reviewed}, reviewer {reviewer}'
        '|Enter the yearly review of {reviewed}; the boss {reviewer} decided on {points}|I am {reviewer} and I rate {reviewed} at {points} points: "{feedback}"'
        '|Reviewer {reviewer}, employee {reviewed}, points {points}|The appraisal from {reviewer} for {reviewed} is in, {points} points, remark "{feedback}"',
        "review_id team_average",
    ),
)
