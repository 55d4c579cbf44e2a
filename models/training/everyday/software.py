"""Servers, deployments, git, issues, logs, monitoring, databases, the cloud and security."""

from __future__ import annotations

from .kinds import Everyday, tool

TOOLS: tuple[Everyday, ...] = (
    tool(
        "restart_server reboot_host server_restart rebootMachine",
        "Restart a server.|Reboots a host, gracefully or by force|Turn a machine off and on again",
        "host!:word mode:graceful/forced",
        "Restart the server {host}|Reboot {host}, please|Please do a {mode} restart of {host}"
        "|The machine {host} hangs, it needs a {mode} reboot|Could you turn {host} off and on again?|I need the host named {host} restarted"
        "|Give {host} a kick, {mode} if possible|A {mode} reboot for {host}|Nothing answers on {host} any more. Reboot it."
        "|Our server {host} must be rebooted tonight, {mode} mode|Bring {host} down and up again|Have you tried rebooting {host}? Do it now",
        "state uptime_seconds",
    ),
    tool(
        "deploy_service deploy release_to rollout_version shipRelease",
        "Deploy a release of a service to an environment.|Roll out a version|Puts a build of a service live",
        "service!:word release!:code environment!:staging/production",
        "Deploy {service} in release {release} to {environment}|Roll out release {release} of {service} on {environment}|Put {release} of the {service} service into {environment}"
        "|I want {service} in {environment} at version {release}|To {environment}: deploy {release} of {service}|Ship build {release} to {environment} for {service}"
        "|Can we get {service} live on {environment} with {release}?|The customers wait for {release}. Push {service} to {environment}.|Please release {service} as {release} in the {environment} environment"
        "|On {environment} the {service} service should run {release} from now on|deploy {service}, {environment}, {release}|Version {release} of {service} is tested, time for {environment}",
        "deployment_id started_at replicas_ready",
    ),
    tool(
        "rollback_deployment rollback undo_deploy revert_release",
        "Roll a service back to an earlier release.|Undo the last deployment|Reverts a rollout of a service",
        "service!:word target_release:code reason:phrase",
        "Roll back {service}|Undo the last deployment of {service}|Revert {service} to {target_release}"
        '|Go back to {target_release} for {service}, reason "{reason}"|The new {service} is broken, return to {target_release}|Because of "{reason}", roll {service} back'
        "|Can you take {service} back to the release {target_release}?|I'd like the previous version of {service} again|We need {target_release} back on {service} at once"
        '|Rollback {service} please, note "{reason}"|Please revert the rollout of {service}|Something went wrong with {service}, reverse the deploy',
        "previous current finished_at",
    ),
    tool(
        "scale_service set_replicas scale_deployment resizeService",
        "Set how many replicas a service runs.|Scale a service up or down|Changes the number of running copies",
        "service!:word replicas!:small zone:city",
        "Scale {service} to {replicas} replicas|Run {replicas} copies of {service}|I need {replicas} replicas of {service} in {zone}"
        "|Set the replica count of {service} to exactly {replicas}|Only {replicas} instances of {service}, please|In {zone} scale {service} up to {replicas}"
        "|Could {service} have {replicas} pods instead?|Traffic is rising: {replicas} replicas for {service}|Bring {service} down to {replicas} copies, zone {zone}"
        "|{replicas} workers for {service} should be enough|How about {replicas} replicas of {service} over in {zone}?|Our {service} can't cope, make it {replicas} of them",
        "replicas ready pending",
    ),
    tool(
        "create_branch new_branch git_branch branch_off",
        "Create a git branch.|Start a new branch from another one|Branches off a base branch",
        "new_branch!:word base_branch:word",
        "Create a branch {new_branch}|Make a new git branch called {new_branch} from {base_branch}|Branch off {base_branch} and name it {new_branch}"
        "|Start {new_branch} based on {base_branch}|I need a branch named {new_branch}|From {base_branch}, please create the branch {new_branch}"
        "|New branch: {new_branch}|Could you open a branch {new_branch} on top of {base_branch}?|git branch {new_branch}"
        "|Let me work on {new_branch}, starting at {base_branch}|We want a fresh branch {new_branch} in the repo|Fork {new_branch} off from {base_branch}",
        "commit url",
    ),
    tool(
        "merge_branch git_merge merge_into mergeBranches",
        "Merge one branch into another.|Git merge of a source branch into a target branch|Joins two branches with a strategy",
        "source_branch!:word target_branch!:word strategy:squash/rebase",
        "Merge {source_branch} into {target_branch}|Bring the changes of {source_branch} over to {target_branch}|Into {target_branch}, merge {source_branch}"
        "|{strategy} {source_branch} into {target_branch}|Please merge branch {source_branch} to {target_branch} using {strategy}|I want {target_branch} to contain everything from {source_branch}"
        "|Can {source_branch} be merged into {target_branch} with a {strategy}?|With {strategy} as the strategy, get {target_branch} up to date from {source_branch}|The branch {source_branch} is approved, join it with {target_branch}"
        "|merge {source_branch} -> {target_branch}|Work on {source_branch} is done; it goes to {target_branch} by {strategy}|Have {target_branch} take in the commits from {source_branch}",
        "commit conflicts",
    ),
    tool(
        "commit_changes git_commit make_commit commitFiles",
        "Commit changes with a message.|Git commit of a folder|Records the changes in the repository",
        "message!:phrase folder:folder author:email",
        'Commit with the message "{message}"'
        '|Commit everything in {folder} as "{message}"'
        "|Make a commit: '{message}'"
        '|Please record my changes under "{message}", author {author}|Git commit, "{message}"|Only {folder} should be committed, with message "{message}"'
        "|Save the current state of the repo as '{message}'"
        '|I want to commit "{message}" in the name of {author}'
        '|Check in {folder}; the commit message is "{message}"'
        '|My work is finished, commit it with "{message}"|As {author}, commit {folder}: "{message}"|Could you write the commit "{message}" now?',
        "commit files_changed",
    ),
    tool(
        "git_blame who_changed_line blame_line line_author",
        "Who last changed a line of a file.|Git blame for one line|Finds the author of a line in a file",
        "file!:path line_number!:count",
        "Who changed line {line_number} of {file}?|Git blame {file} line {line_number}|Who wrote {file}, line {line_number}?"
        "|Find the author of line {line_number} in {file}|In {file}, who touched line {line_number} last?|Show me the last commit that edited line {line_number} in {file}"
        "|blame {file}:{line_number}|I wonder who is responsible for line number {line_number} in {file}|Line {line_number} of {file} looks odd, who did that?"
        "|Tell me whose line {line_number} is in the file {file}|Please look up the author of {file} at line {line_number}|When was line {line_number} in {file} last changed, and by whom?",
        "author commit changed_on",
    ),
    tool(
        "open_pull_request create_pull_request new_pr open_merge_request",
        "Open a pull request.|Propose to merge a branch|Create a merge request with a title and a reviewer",
        "title!:phrase head_branch!:word base_branch:word reviewer:person",
        'Open a pull request "{title}" from {head_branch}|Create a PR titled "{title}" from {head_branch} into {base_branch}|Pull request for {head_branch}: "{title}"'
        '|Please propose {head_branch} for {base_branch} under the title "{title}"'
        "|Ask {reviewer} to review a new PR '{title}' from {head_branch}"
        '|From {head_branch} to {base_branch}, open a merge request named "{title}", reviewer {reviewer}'
        '|I finished {head_branch}; make a pull request called "{title}"'
        '|New PR, branch {head_branch}, title "{title}", {reviewer} should review'
        "|Can you file a merge request for {head_branch} with the headline '{title}'?"
        '|"{title}" is the title, {head_branch} the branch: open the pull request|Have {reviewer} look at {head_branch} in a pull request, "{title}"|I would like {base_branch} to get {head_branch}, so open a PR "{title}"',
        "number url mergeable",
    ),
    tool(
        "assign_issue give_issue set_assignee issueAssign",
        "Assign an issue to a person.|Set who works on a ticket|Gives an issue to a developer",
        "issue_key!:code assignee!:person due_on:day",
        "Assign {issue_key} to {assignee}|Give issue {issue_key} to {assignee}|I think {assignee} should take {issue_key}"
        "|Let {assignee} work on {issue_key} until {due_on}|Please make {assignee} the assignee of {issue_key}|Issue {issue_key} belongs to {assignee} now, due {due_on}"
        "|I want {assignee} on ticket {issue_key}|By {due_on}, {assignee} has to fix {issue_key}|Hand {issue_key} over to {assignee}"
        "|Who does {issue_key}? {assignee} does, by {due_on}|Can you put {issue_key} on the list of {assignee}?|Bug {issue_key} is for {assignee}",
        "assignee previous_assignee",
    ),
    tool(
        "close_issue resolve_issue finish_ticket closeTicket",
        "Close an issue.|Mark a ticket as resolved|Closes an issue with a resolution and a comment",
        "issue_key!:code resolution:fixed/duplicate/invalid comment:remark",
        "Close {issue_key}|Close issue {issue_key} as {resolution}|Mark {issue_key} as {resolution}"
        '|Issue {issue_key} is {resolution}, close it|Please resolve ticket {issue_key} with the comment "{comment}"|We are done with {issue_key}'
        '|Set {issue_key} to closed, {resolution}, and write "{comment}"|I think {issue_key} is {resolution}. Shut it.|Can {issue_key} be closed?'
        '|The {resolution} ticket {issue_key} can go|Finish {issue_key} and add "{comment}"|Bug {issue_key} does not happen any more, so resolve it',
        "closed_at state",
    ),
    tool(
        "add_issue_label label_issue tag_issue set_label",
        "Add a label to an issue.|Tag a ticket|Puts a label on an issue in a repository",
        "issue_number!:count label!:word repository:word",
        "Label issue {issue_number} as {label}|Add the label {label} to issue {issue_number}|Tag {issue_number} with {label}"
        "|Put the {label} tag on issue number {issue_number} in {repository}|Issue {issue_number} needs the label {label}|In the repository {repository}, label {issue_number} with {label}"
        "|Could you mark issue {issue_number} of {repository} with the label {label}?|I'd like {label} on ticket {issue_number}|New label for issue {issue_number}: {label}"
        "|Please stick {label} on number {issue_number}|The label is {label}, the issue number {issue_number}|Issue #{issue_number} in {repository} gets {label}",
        "labels",
    ),
    tool(
        "search_logs find_in_logs query_logs grep_logs",
        "Search the logs for a text.|Find log lines of a service|Full-text search in log messages with a level and a time span",
        "pattern!:phrase service:word level:error/warning/info last_minutes:count",
        'Search the logs for "{pattern}"|Find "{pattern}" in the logs of {service}|Are there any {level} lines with "{pattern}" in the log of {service}?'
        "|Show log entries about '{pattern}' from the last {last_minutes} minutes"
        '|Grep the {service} logs for "{pattern}"'
        '|In the past {last_minutes} minutes, did {service} log "{pattern}"?'
        '|Which {level} messages mention "{pattern}"?'
        '|I need all log lines that contain "{pattern}"'
        "|Look through the logs, {level} level only, for '{pattern}'"
        '|Has "{pattern}" shown up on {service} lately? Say within {last_minutes} minutes|Logs of {service}, last {last_minutes} minutes, "{pattern}"|The word is "{pattern}". Where do the logs have it?',
        "matches first_seen",
    ),
    tool(
        "tail_log last_log_lines read_log tailFile",
        "Show the last lines of a log file.|Tail a log|Reads the end of a log file",
        "log_file!:path lines:count",
        "Show the end of {log_file}|Tail {log_file}|Give me the last {lines} lines of {log_file}"
        "|What are the latest {lines} lines in the log {log_file}?|I'd like to see how {log_file} ends|Print the final {lines} lines of the log file {log_file}"
        "|What was written to {log_file} last?|From {log_file}, only the last {lines} lines please|Read me the tail of {log_file}, {lines} lines"
        "|What's the newest entry in {log_file}?|Can you check the bottom of {log_file}?|{lines} lines from the end of {log_file}",
        "text size",
    ),
    tool(
        "create_alert add_alert alert_rule new_alarm_rule",
        "Create an alert for a metric.|Alert when a metric passes a threshold|Adds a monitoring rule",
        "metric!:word threshold!:amount direction:above/below notify:email",
        "Alert me when {metric} passes {threshold}|Create an alert on {metric} with threshold {threshold}|If {metric} goes {direction} {threshold}, notify {notify}"
        "|Warn {notify} as soon as {metric} is {direction} {threshold}|Set up a monitoring rule for {metric}: {threshold}|I want an alarm when {metric} is {direction} {threshold}"
        "|New alert: {metric}, {direction} {threshold}|Threshold {threshold} for {metric}, mail to {notify}|Watch {metric} and shout at {threshold}"
        "|Once {metric} falls or rises {direction} {threshold}, send an alert|Let {notify} know whenever {metric} hits {threshold}|Add a rule to the monitoring, limit {threshold} on {metric}",
        "alert_id active",
    ),
    tool(
        "silence_alert mute_alert snooze_alert suppressAlert",
        "Silence an alert for some hours.|Mute an alert|Stops notifications of an alert for a while",
        "alert_id!:code hours!:small reason:phrase",
        "Silence alert {alert_id} for {hours} hours|Mute {alert_id} for the next {hours} hours|I don't want to hear from {alert_id} for {hours} hours"
        '|For {hours} hours, no more {alert_id} please|Snooze {alert_id} {hours} hours, reason "{reason}"|Stop the alert {alert_id} for about {hours} hours because of "{reason}"'
        '|Please suppress {alert_id} during {hours} hours of maintenance|Alert {alert_id} keeps ringing. Quiet for {hours} hours, note "{reason}".|Could {alert_id} be muted {hours} hours?'
        '|"{reason}" is the reason: silence {alert_id} for {hours} hours|Give me {hours} hours of peace from {alert_id}|{hours} hours without {alert_id}',
        "silenced_until",
    ),
    tool(
        "get_metric read_metric metric_value query_metric",
        "Read a metric of a host.|Current value of a monitoring metric|Query a metric over a time window",
        "metric!:word host:word window_minutes:count",
        "What is the {metric} on {host}?|Show me {metric} over the last {window_minutes} minutes|Get the metric {metric}"
        "|How high is {metric} on the host {host}?|Query {metric} of {host} for {window_minutes} minutes|What does the monitoring say about {metric}?"
        "|Read {metric} on {host}, window {window_minutes} minutes|I need the value of {metric} for the past {window_minutes} minutes|On {host}, what's {metric} at?"
        "|Plot {metric}|Can you fetch the {metric} metric from {host}?|Has {metric} changed in the last {window_minutes} minutes?",
        "average maximum unit",
    ),
    tool(
        "check_uptime website_up ping_site is_site_up",
        "Check whether a website is up.|Uptime of a site|Pings a URL and tells how long it has been available",
        "site!:url since:day",
        "Is {site} up?|Check the uptime of {site}|Is {site} down for everyone or just for me?"
        "|How often was {site} down since {since}?|Ping {site}|What has the uptime of {site} been since {since}?"
        "|Does {site} answer?|I can't reach {site}, is it online?|Since {since}, how available was {site}?"
        "|uptime {site} since {since}|Tell me whether {site} works at the moment|Please test if {site} is alive",
        "up percent response_ms",
    ),
    tool(
        "backup_database dump_database create_backup db_backup",
        "Back up a database.|Dump a database into a folder|Makes a backup copy of a database",
        "database!:word destination:folder",
        "Back up the database {database}|Make a backup of {database} in {destination}|Dump {database} to {destination}"
        "|I need a copy of the {database} database|Save the {database} database under {destination}, please|Before the upgrade, back {database} up"
        "|Write a dump of {database} into the folder {destination}|Can we have a fresh backup of {database}?|Into {destination}: a backup of {database}"
        "|Secure the data of {database}|Database {database}, backup, now|Is {database} saved? If not, dump it in {destination}",
        "backup_id size_mb duration",
    ),
    tool(
        "restore_database load_backup restore_backup recoverDatabase",
        "Restore a database from a backup.|Load a backup|Recovers a database, overwriting what is there",
        "backup_id!:code database!:word as_of:clock",
        "Restore {database} from backup {backup_id}|Load the backup {backup_id} into {database}|Recover the {database} database with {backup_id}"
        "|I deleted rows in {database}, get them back from {backup_id}|Backup {backup_id} should be restored to {database} as of {as_of}|Bring {database} back to {as_of} from {backup_id}"
        "|Please put {backup_id} into the database {database}|As of {as_of}, restore {backup_id} over {database}|Can {database} be recovered from {backup_id}?"
        "|Use {backup_id} and restore {database}|Take the backup {backup_id}, the database {database}, state of {as_of}|Our {database} is corrupt; there is a backup, {backup_id}",
        "tables rows finished_at",
    ),
    tool(
        "create_index add_index index_column buildIndex",
        "Create a database index on a column.|Index a column of a table|Adds an index so that queries get faster",
        "table!:word column!:word unique:yes/no",
        "Create an index on {column} in {table}|Index the column {column} of {table}|Add an index to table {table} for {column}"
        "|Queries by {column} on {table} are slow, index it|In {table}, put an index on {column}, unique: {unique}|I need {table} indexed by {column}"
        "|The table {table} wants an index over {column}|Build an index for {table} using the column {column}|unique {unique}, index on {column}, table {table}"
        "|Could we get an index on the {column} column of {table}? Unique {unique}|Please speed up lookups of {column} in the table {table}|Make {column} an indexed column in {table}; uniqueness {unique}",
        "index seconds",
    ),
    tool(
        "grant_access grant_privilege give_permission allowAccess",
        "Grant a user access to a table.|Give a database permission|Sets the privilege a user has on a table",
        "db_user!:word privilege!:read/write/admin table!:word",
        "Grant {db_user} {privilege} access to {table}|Give {db_user} {privilege} rights on {table}|Let {db_user} have {privilege} permission for the table {table}"
        "|On {table}, {db_user} needs {privilege}|I want {db_user} to get the {privilege} privilege on {table}|{privilege} access to {table} for user {db_user}, please"
        "|The user {db_user} may have {privilege} on {table} from now on|Can you allow {db_user} {privilege} access in table {table}?|Permission {privilege}, table {table}, user {db_user}"
        "|Make {db_user} a holder of {privilege} rights for {table}|Table {table} should be open to {db_user}, level {privilege}|Without {privilege} on {table} the account {db_user} can't do its job, so grant it",
        "granted expires",
    ),
    tool(
        "run_migration migrate apply_migration schema_migrate",
        "Run a database migration.|Apply or undo a schema migration|Migrates the schema up or down",
        "migration!:code direction:up/down database:word",
        "Run migration {migration}|Apply the migration {migration} to {database}|Migrate {direction} with {migration}"
        "|On {database}, run {migration} {direction}|Please execute schema change {migration}|I need {migration} applied"
        "|Take {database} {direction} by migration {migration}|Migration {migration}, direction {direction}|Has {migration} been run? Do it on {database}"
        "|Could you do the {direction} step of {migration}?|The schema of {database} must get {migration}|Start {migration}, it is the next migration",
        "applied tables_changed",
    ),
    tool(
        "create_bucket make_bucket new_bucket storageCreate",
        "Create a storage bucket.|Make a bucket in the cloud|Adds object storage in a region",
        "bucket!:word region:city access:public/private",
        "Create a bucket {bucket}|Make a {access} bucket named {bucket}|I need a storage bucket called {bucket} in {region}"
        "|New bucket {bucket}, region {region}, {access}|Set up cloud storage {bucket}|In {region}, please create {bucket} as a bucket"
        "|Can I have a bucket? Name {bucket}, {access}|The bucket should be {access} and be called {bucket}|Add object storage under the name {bucket} near {region}"
        "|bucket {bucket} {access}|We store pictures soon, so create {bucket} over in {region}|Open a new {access} storage with the name {bucket}",
        "url created_at",
    ),
    tool(
        "upload_object upload_file put_object uploadToBucket",
        "Upload a file to a bucket.|Put a local file into cloud storage|Copies a file to object storage",
        "local_file!:path bucket!:word remote_name:word",
        "Upload {local_file} to {bucket}|Put {local_file} into the bucket {bucket}|Copy {local_file} to the cloud bucket {bucket} as {remote_name}"
        "|Into {bucket}, upload {local_file}|I want {local_file} in bucket {bucket}, named {remote_name}|Store {local_file} under the name {remote_name} in {bucket}"
        "|Send the file {local_file} up to {bucket}|Please push {local_file} to storage, bucket {bucket}|Bucket {bucket} should hold {local_file}"
        "|Can you upload {local_file} as {remote_name}? The bucket is {bucket}|Move a copy of {local_file} over to {bucket}|The file {local_file} belongs in {bucket}, call it {remote_name}",
        "url etag",
    ),
    tool(
        "launch_instance start_vm create_virtual_machine newInstance",
        "Launch a virtual machine.|Start a cloud instance with so much memory|Creates an instance from an image in a region",
        "image!:word memory_gb!:small cores:small region:city",
        "Launch a VM from {image} with {memory_gb} GB|Start an instance of {image}, {memory_gb} GB of memory|I need a virtual machine with {memory_gb} GB RAM and {cores} cores, image {image}"
        "|In {region}, start a machine from the image {image} with {memory_gb} GB|Create a cloud server: {cores} cores, {memory_gb} GB memory, {image}|Give me a {memory_gb} GB machine running {image}"
        "|Can I get {image} on {memory_gb} GB in {region}?|With {cores} cores and {memory_gb} GB please launch {image}|New instance, image {image}, {memory_gb} GB, region {region}"
        "|Spin up {image} with no more than {memory_gb} GB|We want one more VM in {region}: {cores} cores, {memory_gb} GB, based on {image}|{memory_gb} GB of memory, image {image}, go",
        "instance_id address price_per_hour",
    ),
    tool(
        "resize_disk grow_volume extend_disk resizeVolume",
        "Resize a disk.|Make a volume larger|Changes the size of a cloud disk in gigabytes",
        "volume_id!:code new_size_gb!:count",
        "Resize {volume_id} to {new_size_gb} GB|Make the disk {volume_id} {new_size_gb} gigabytes large|Grow volume {volume_id} to {new_size_gb} GB"
        "|I need {new_size_gb} GB on {volume_id}|Disk {volume_id} is full, extend it to {new_size_gb} GB|Could the volume {volume_id} have {new_size_gb} GB?"
        "|{new_size_gb} GB for {volume_id} please|Set the size of {volume_id} to exactly {new_size_gb} gigabytes|There's no space left on {volume_id}: {new_size_gb} GB"
        "|Please enlarge {volume_id} until it has {new_size_gb} GB|We want {new_size_gb} gigabytes of room on the disk {volume_id}",
        "size_gb old_size_gb",
    ),
    tool(
        "get_cloud_cost cloud_bill cloud_spending project_costs",
        "Cost of a cloud project in a period.|How much a project spent in the cloud|Cloud bill between two days",
        "project!:word from_day:day until_day:day",
        "How much did {project} cost in the cloud?|What did we spend on {project} from {from_day} until {until_day}?|Cloud costs of {project} since {from_day}"
        "|Show the bill for the project {project}|What's the cloud bill of {project} between {from_day} and {until_day}?|Up to {until_day}, starting {from_day}, what did {project} burn?"
        "|I need the cloud spending of {project} as of {from_day}|Is {project} expensive?|Costs {project}, {from_day} to {until_day}"
        "|Tell me what {project} has cost us so far|Please sum up the cloud spending for {project} until {until_day}|How much money goes into {project}?",
        "total currency forecast",
    ),
    tool(
        "rotate_secret change_secret renew_secret rotateKey",
        "Rotate a secret.|Replace a password or key with a new one|Makes a new value for a stored secret",
        "secret_name!:word expires_in_days:count",
        "Rotate the secret {secret_name}|Renew {secret_name}, valid for {expires_in_days} days|Replace the key {secret_name} with a new one"
        "|Someone saw {secret_name}, change that secret now|I want {secret_name} rotated and expiring in {expires_in_days} days|Please generate a new value for the secret {secret_name}"
        "|In {expires_in_days} days the new {secret_name} should expire, rotate it|{expires_in_days} days of validity for a fresh {secret_name} secret|Could you roll the password called {secret_name}?"
        "|Secret {secret_name} has leaked|New key for {secret_name}, good for no more than {expires_in_days} days|The secret named {secret_name} is a year old, time to rotate",
        "version expires_on",
    ),
    tool(
        "scan_vulnerabilities security_scan vulnerability_scan scanTarget",
        "Scan a site for security holes.|Vulnerability scan of a URL|Looks for known vulnerabilities from some severity upwards",
        "target!:url min_severity:low/medium/high/critical",
        "Scan {target} for vulnerabilities|Is {target} secure?|Run a security scan on {target}, {min_severity} and up"
        "|Only {min_severity} findings please: scan {target}|Check {target} for security holes|Are there any {min_severity} vulnerabilities on {target}?"
        "|I need a vulnerability report for {target}|Look for holes of at least {min_severity} severity at {target}|Can hackers get into {target}?"
        "|Do a scan of {target}, severity {min_severity}|Please test how safe {target} is|From {min_severity} upwards, what is wrong with the security of {target}?",
        "findings worst report_url",
    ),
    tool(
        "lock_account block_user suspend_account disableLogin",
        "Lock a user's account.|Block a login, for good or until a day|Suspends an account for security reasons",
        "account!:email until_day:day reason:remark",
        'Lock the account {account}|Block {account} until {until_day}|Suspend {account}: "{reason}"'
        '|No more logins for {account}, please|Until {until_day} the account {account} must be blocked|I want {account} locked out because "{reason}"'
        '|Disable the login of {account}|Somebody is guessing the password of {account}, lock it|Please lock {account} up to {until_day}, reason "{reason}"'
        '|Can you shut out {account}?|User {account} left the company, so disable the account|For the record "{reason}", now suspend {account}',
        "locked sessions_ended",
    ),
    tool(
        "add_redirect redirect_url create_redirect url_redirect",
        "Redirect one address to another.|Add an HTTP redirect|Sends visitors of a URL on to another URL",
        "old_url!:url new_url!:url kind:permanent/temporary",
        "Redirect {old_url} to {new_url}|Whoever opens {old_url} should land on {new_url}|Add a {kind} redirect from {old_url} to {new_url}"
        "|Point {old_url} at {new_url}|To {new_url}, redirect everything from {old_url}|We moved: {old_url} is {new_url} now, {kind}"
        "|Please send visitors of {old_url} on to {new_url}|I need {old_url} to forward to {new_url}|A {kind} redirect, old {old_url} and new {new_url}"
        "|Make {new_url} the target of {old_url}|Can you forward {old_url} over to {new_url}? It is {kind}|The address {new_url} replaces {old_url}",
        "redirect_id status",
    ),
    tool(
        "renew_certificate issue_certificate renew_tls tls_certificate",
        "Renew the TLS certificate of a site.|Issues a certificate|Get a new certificate that is valid for some days",
        "site!:url valid_days:count contact:email",
        "Renew the certificate of {site}|The certificate for {site} expires soon, renew it|Get {site} a TLS certificate for {valid_days} days"
        "|New certificate: {site}, contact {contact}|Browsers complain about {site}, please get a new certificate|For {valid_days} days, certify {site}"
        "|I need TLS on {site}, with {contact} as contact|Could you extend the certificate at {site} by {valid_days} days?|Issue a certificate to {site}, mail {contact} about it"
        "|Certificate for {site} please|{valid_days} days of TLS for {site}|Our https at {site} must be renewed, {contact} is in charge",
        "serial expires_on",
    ),
    tool(
        "trigger_build run_pipeline start_build runCI",
        "Start a build.|Run the pipeline of a repository on a branch|Triggers continuous integration",
        "repository!:word branch!:word priority:low/normal/urgent",
        "Build {repository} on {branch}|Start the pipeline of {repository} for the branch {branch}|Run CI on {branch} in {repository}"
        "|Trigger a build of {branch}, repository {repository}, priority {priority}|I'd like {repository} to be built from {branch}|{priority} build: {repository}, branch {branch}"
        "|Does {branch} of {repository} still build? Run the pipeline|The {branch} branch in {repository} needs an {priority} build|Kick off the build for {repository} at {branch}"
        "|Please rerun continuous integration, {repository}, {branch}|On branch {branch}, could you start the {repository} pipeline with {priority} priority?|Let the tests of {repository} run on {branch}",
        "build_number state duration",
    ),
    tool(
        "purge_cache clear_cache flush_cdn invalidateCache",
        "Purge the cache of an address.|Clear cached copies of a page|Flushes the content delivery network",
        "address!:url scope:page/site",
        "Purge the cache of {address}|Clear everything cached for {address}|Visitors still see the old {address}, flush the cache"
        "|Flush the {scope} cache at {address}|Invalidate {address}, the whole {scope}|I changed {address} but nothing happens"
        "|Please empty the cache of {address}, scope {scope}|Could you drop the cached copy of {address}?|Scope {scope}: purge {address}"
        "|The CDN keeps a stale version of {address}, purge it|cache purge {address}|We need a fresh {address} for all users",
        "purged seconds",
    ),
    tool(
        "schedule_job add_cron_job create_cron cronAdd",
        "Schedule a command to run at a time.|Adds a cron job|Run a command every day at a given time on a host",
        "job_command!:command run_at!:clock host:word",
        "Run `{job_command}` every day at {run_at}|Schedule `{job_command}` for {run_at}|At {run_at} `{job_command}` should be run on {host}"
        "|Add a cron job for {run_at}: `{job_command}`|On {host}, schedule `{job_command}` at {run_at}|I want `{job_command}` started daily, {run_at} sharp"
        "|Cron: `{job_command}`, {run_at}, host {host}|Let {host} do `{job_command}` each night at {run_at}|Could you plan `{job_command}` at {run_at}?"
        "|Every day when it is {run_at}, execute `{job_command}`|New scheduled job `{job_command}`, time {run_at}|Have `{job_command}` run by {host} around {run_at}",
        "job_id next_run",
    ),
)
