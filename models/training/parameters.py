"""Parameters of made-up tools: their schema, a value, and how a user mentions it.

A mention is natural where its words give the parameter away ("in Oslo", "for 3 days") and explicit
where only the name does ("with depth 3"). Two parameters of one tool never share a natural mention.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.types import JSON

from . import lexicon, phrasings, values
from .variation import varied
from .words import Words, of_split

ValueMaker: TypeAlias = Callable[[Words], JSON]


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of parameters with one meaning."""

    type: str
    names: tuple[str, ...]
    value: ValueMaker
    mentions: tuple[str, ...]
    """Natural mentions: `{v}` is the value, `{n}` the name in words."""
    descriptions: tuple[str, ...]
    quoted: bool = False
    """Whether the value is free text that needs quotes around it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one tool."""

    name: str
    kind: Kind
    schema: dict[str, JSON]
    required: bool
    base: str = ""
    """The noun of a natural mention, where the name has more than that."""

    @property
    def spoken(self) -> str:
        """The name as a person says it."""
        return self.name.replace("_", " ").replace("-", " ")


def _split(options: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in options.split("|"))


def _kind(
    type: str,  # noqa: A002 - JSON Schema's word
    names: str,
    value: ValueMaker,
    mentions: str,
    descriptions: str,
    *,
    quoted: bool = False,
) -> Kind:
    return Kind(
        type, tuple(names.split()), value, _split(mentions), tuple(descriptions.split("|")), quoted
    )


NATURAL: tuple[Kind, ...] = (
    _kind(
        "string",
        "city location place town destination venue area district region site village",
        Words.city,
        "in {v}|for {v}|at {v}|near {v}|around {v}|of {v}|from {v}|to {v}|over in {v}|somewhere in {v}|in the {n} {v}"
        "|inside {v}|close to {v}|right in {v}|located in {v}|situated in {v}|within {v}"
        "|not far from {v}|here in {v}|down in {v}|up in {v}|out in {v}|in and around {v}"
        "|based in {v}|the one in {v}|in the middle of {v}|anywhere in {v}|throughout {v}"
        "|across {v}|I am in {v}|we are in {v}|it is in {v}|the {n} is {v}|in the {v} area"
        "|in the {n} of {v}|towards {v}|{v} is the {n}|with {v} as the {n}"
        "|over there in {v}",
        "The {n}|Name of the {n}|Which {n}|The {n} to use|{N} name, such as Oslo"
        "|Where it is|Place to look at|{N} as a plain name|A {n} by its name"
        "|Name on the map",
    ),
    _kind(
        "string",
        "person user customer recipient employee assignee contact guest member client owner author"
        " patient student driver tenant",
        Words.person,
        "for {v}|to {v}|by {v}|with {v}|on behalf of {v}|from {v}|of {v}|for my {n} {v}|for the {n} {v}|of the {n} {v}"
        "|together with {v}|in the name of {v}|given to {v}|on {v}'s behalf|for our {n} {v}"
        "|to my {n} {v}|by the {n} {v}|with {v} as the {n}|with my {n} {v}|{v} is the {n}"
        "|the {n} is {v}|this is for {v}|it is for {v}|it belongs to {v}|belonging to {v}"
        "|that {v} asked for|as requested by {v}|requested by {v}|because {v} asked for it"
        "|meant for {v}|intended for {v}|in {v}'s name|under {v}'s name"
        "|for a {n} called {v}|for someone called {v}|a {n} named {v}|{v} needs it"
        "|as {v} wanted|at the request of {v}",
        "The {n}|Name of the {n}|Who the {n} is|Full name of the {n}"
        "|Person it concerns|First and last name of the {n}|Name as it is on file"
        "|{N}'s name|Who it is for",
    ),
    _kind(
        "string",
        "date day when due_date deadline start_date departure arrival check_in",
        values.day,
        "on {v}|for {v}|by {v}|dated {v}|from {v}|until {v}|of {v}|starting {v}|due {v}|on the day {v}"
        "|as of {v}|no later than {v}|the date is {v}|the day is {v}|on or before {v}"
        "|since {v}|with {v} as the day|with the date {v}|scheduled for {v}|set for {v}"
        "|planned for {v}|at the latest on {v}|by the end of {v}|any time on {v}"
        "|it is due {v}|the day I mean is {v}|valid on {v}|effective {v}|beginning {v}"
        "|beginning on {v}|starting on {v}|through {v}|happening on {v}|{v} is the day"
        "|{v} is the date|with {v} as its date|dating from {v}|day: {v}",
        "The {n}|Day as YYYY-MM-DD or in words|The {n} in question|{N}"
        "|Calendar date|On which day|Date, for example 2031-05-17"
        "|A day such as tomorrow or 5 May|{N} (a date)",
    ),
    _kind(
        "string",
        "time start_time hour departure_time at clock_time",
        values.clock,
        "at {v}|from {v} on|for {v} sharp|by {v}|around {v}|starting at {v}|not before {v}|at exactly {v}"
        "|at {v} sharp|from {v} onwards|for {v} on the dot|at {v} on the dot"
        "|by {v} at the latest|no earlier than {v}|beginning at {v}|right at {v}"
        "|at around {v}|at about {v}|the time is {v}|the clock time is {v}|{v} is the time"
        "|with {v} as the time|with the time {v}|the hour being {v}|when the clock says {v}"
        "|when it is {v}|timed for {v}|timed at {v}|scheduled at {v}|it starts at {v}"
        "|it should be at {v}|at {v} by the clock|{v} sharp|time: {v}",
        "Time of day|The {n}|Clock time such as 14:30"
        "|At what time|Hour and minute|Time on the clock, as HH:MM|{N} of the day"
        "|By the clock",
    ),
    _kind(
        "integer",
        "days nights hours minutes seconds weeks guests people copies pages seats retries tickets"
        " rows steps items months years adults rooms",
        lambda words: words.integer(1, 60),
        "for {v} {n}|with {v} {n}|{v} {n}|over {v} {n}|of {v} {n}|in {v} {n}|and {v} {n}|for the next {v} {n}|for exactly {v} {n}"
        "|lasting {v} {n}|{v} {n} in total|{v} {n} in all|a total of {v} {n}"
        "|altogether {v} {n}|exactly {v} {n}|for all {v} {n}|counting {v} {n}"
        "|make it {v} {n}|it should be {v} {n}|let it be {v} {n}|that makes {v} {n}"
        "|{v} {n} please|the number of {n} is {v}|{n}: {v}|number of {n}: {v}"
        "|with {v} as the number of {n}|with the number of {n} at {v}|I need {v} {n}"
        "|we need {v} {n}|there are {v} {n}|we have {v} {n}|within {v} {n}|after {v} {n}"
        "|some {v} {n}|as many as {v} {n}|using {v} {n}|including {v} {n}",
        "Number of {n}|How many {n}|The number of {n}"
        "|{N}, as a whole number|Count of {n}|How many {n} there are|{N} wanted"
        "|{N} (integer)",
    ),
    _kind(
        "integer",
        "limit max_results count top maximum page_size max_items first number_of_results",
        lambda words: words.integer(1, 100),
        "at most {v}|up to {v}|no more than {v}|limited to {v}|limit {v}|only {v}"
        "|not over {v}|capped at {v}|{v} is the most I want|not more than {v}"
        "|never more than {v}|{v} at most|{v} at the most|a maximum of {v}"
        "|with a maximum of {v}|maximum {v}|max {v}|max. {v}|{v} max|{v} tops"
        "|{v} and no more|but only {v}|just {v}|just {v} of them|just the first {v}"
        "|only the first {v}|the first {v}|the top {v}|the first {v} of them"
        "|no further than {v}|stop at {v}|stopping at {v}|stop after {v}"
        "|with a limit of {v}|with {v} as the limit|with an upper bound of {v}"
        "|cut off at {v}|cut off after {v}|{v} is enough|{v} results|{v} results at most",
        "Most results to return|The largest number of results|At most so many|{N}"
        "|Upper bound|Maximum number of entries|How many to return at most"
        "|Stops after this many|Cap on the results",
    ),
    _kind(
        "number",
        "amount price budget total cost value sum fee",
        lambda words: words.decimal() if words.chance(0.5) else words.integer(2, 9000),
        "of {v}|worth {v}|for {v}|costing {v}|at {v}|up to {v}|with {v}|for a {n} of {v}|for about {v}"
        "|to the value of {v}|amounting to {v}|coming to {v}|totalling {v}|that costs {v}"
        "|priced at {v}|the {n} is {v}|the {n} being {v}|with a {n} of {v}"
        "|with {v} to spend|at a price of {v}|at a {n} of {v}|it costs {v}|it comes to {v}"
        "|it is worth {v}|to the tune of {v}|I pay {v}|paying {v}|spending {v}|spend {v}"
        "|we pay {v}|for the sum of {v}|for the price of {v}|valued at {v}"
        "|in the amount of {v}|charged at {v}|{v} is the {n}|let the {n} be {v}",
        "The {n}|{N} in the account's currency|How much"
        "|{N} as a number|Amount of money|What it costs|Sum to be paid"
        "|{N}, without the currency",
    ),
    _kind(
        "string",
        "text message note body content comment reason summary",
        values.remark,
        "saying {v}|that says {v}|with the text {v}|with the words {v}|reading {v}|: {v}|with {v} in it|and write {v}|that reads {v}|with the message {v}"
        "|telling them {v}|with {v} written on it|that goes {v}|which says {v}"
        "|which reads {v}|the {n} is {v}|the {n} being {v}|and the {n} is {v}"
        "|the text is {v}|the words are {v}|it should say {v}|it should read {v}"
        "|it says {v}|let it say {v}|make it say {v}|have it say {v}|so that it says {v}"
        "|to say {v}|with the following {n}: {v}|with this {n}: {v}|with this text: {v}"
        "|containing the words {v}|containing {v}|stating {v}|in these words: {v}"
        "|in the words {v}|worded {v}|phrased as {v}|as follows: {v}|write in it {v}"
        "|put {v} in it|and add {v}|and tell them {v}|and say {v}",
        "The {n}|{N} to use|Free text|What it says"
        "|Words to put into it|The {n} itself|{N} in plain text|What to write"
        "|Text of the {n}",
        quoted=True,
    ),
    _kind(
        "string",
        "title name subject label headline topic",
        values.phrase,
        "called {v}|named {v}|titled {v}|with the {n} {v}|about {v}|{v}|with {v} as {n}|on {v}|entitled {v}|under the name {v}"
        "|known as {v}|by the name of {v}|with the title {v}|with the name {v}"
        "|bearing the {n} {v}|headed {v}|the {n} is {v}|the {n} being {v}|its {n} is {v}"
        "|{v} is the {n}|and call it {v}|call it {v}|name it {v}|title it {v}"
        "|to be called {v}|that is called {v}|that goes by {v}|going by the name {v}"
        "|which is called {v}|whose {n} is {v}|by the title {v}|labelled {v}|listed as {v}"
        "|filed under {v}|under {v}|under the {n} {v}|under the title {v}|concerning {v}"
        "|regarding {v}|on the subject of {v}|dealing with {v}|the one called {v}"
        "|with {v} for a {n}|let's call it {v}",
        "The {n}|Short {n}|{N} of it"
        "|How it is called|Short text for the {n}|{N} to give it|What it is about|Heading",
        quoted=True,
    ),
    _kind(
        "string",
        "path file filename file_path document source_file",
        values.path,
        "from {v}|in {v}|in the file {v}|stored in {v}|at {v}|{v}|to {v}|into {v}|of {v}|as {v}|inside {v}"
        "|kept in {v}|saved in {v}|saved as {v}|found in {v}|found under {v}|lying in {v}"
        "|located at {v}|which is stored in {v}|using the file {v}|with the file {v}"
        "|from the file {v}|to the file {v}|into the file {v}|at the path {v}"
        "|under the path {v}|the path is {v}|the file is {v}|the file is called {v}"
        "|the file in question is {v}|{v} is the file|{v} is the path|see {v}"
        "|the {n} is {v}|with {v} as the {n}|out of {v}|out of the file {v}"
        "|reading from {v}|on disk at {v}|I keep it in {v}|I have it in {v}",
        "The {n}|Path of the file|File to use, relative to the root|Where the file is"
        "|Relative or absolute path|File system path|{N} on disk|Which file"
        "|Location of the file",
    ),
    _kind(
        "string",
        "email address email_address mail",
        values.email,
        "to {v}|at {v}|for {v}|using {v}|from {v}|with {v}|via {v}|addressed to {v}"
        "|by mail to {v}|by email to {v}|mailing {v}|to the address {v}|to the mailbox {v}"
        "|at the address {v}|under the address {v}|reachable at {v}"
        "|that can be reached at {v}|whose address is {v}|the address is {v}"
        "|the email is {v}|the {n} is {v}|with {v} as the {n}|{v} is the {n}"
        "|{v} is the address|for the address {v}|for the account {v}|the account is {v}"
        "|the inbox is {v}|directed to {v}|going to {v}|write to {v}|reply to {v}"
        "|contact {v}|registered with {v}|registered under {v}|from the address {v}"
        "|with the address {v}",
        "Email address|The {n}|Where to send it"
        "|Mailbox|Address in the form name@host|Email of the person|E-mail"
        "|Who gets it, by address",
    ),
    _kind(
        "string",
        "url link website endpoint homepage",
        values.url,
        "from {v}|at {v}|using {v}|on {v}|to {v}|{v}|of {v}|via {v}"
        "|the link is {v}|the {n} is {v}|the page is {v}|the page {v}|from the page {v}"
        "|on the page {v}|from the site {v}|on the website {v}|with the link {v}"
        "|through {v}|over {v}|found at {v}|found on {v}|hosted at {v}|hosted on {v}"
        "|available at {v}|available under {v}|online at {v}|published at {v}"
        "|as shown on {v}|with {v} as the {n}|{v} is the {n}|{v} is the link"
        "|here is the link: {v}|link: {v}|by the link {v}|taken from {v}|on the web at {v}"
        "|which is at {v}|it is at {v}|pointing at {v}|that lives at {v}",
        "The {n}|Full {n}|Address of the page"
        "|Web address|Address, with https://|{N} to open|Page on the web"
        "|Where it is on the web",
    ),
    _kind(
        "string",
        "currency target_currency unit_of_account",
        lambda words: words.choice(lexicon.CURRENCIES),
        "in {v}|into {v}"
        "|paid in {v}|expressed in {v}|quoted in {v}|in the currency {v}"
        "|with {v} as the currency|the currency is {v}|{v} is the currency|counted in {v}"
        "|given in {v}|calculated in {v}|denominated in {v}|to {v}|using {v}|as {v}"
        "|changed into {v}|converted to {v}|priced in {v}|billed in {v}|settled in {v}"
        "|I pay in {v}|we work in {v}|the {n} is {v}|stated in {v}|all in {v}",
        "Currency code|Three-letter code|The {n}"
        "|ISO code of the currency|Currency, for example EUR|In which currency"
        "|Code of the {n}",
    ),
    _kind(
        "string",
        "language target_language lang tongue",
        lambda words: words.own(lexicon.LANGUAGES),
        "in {v}|into {v}"
        "|written in {v}|spoken in {v}|to {v}|using {v}|translated into {v}"
        "|the language is {v}|the {n} is {v}|with {v} as the language|in the language {v}"
        "|in plain {v}|in good {v}|in simple {v}|in {v} only|I speak {v}|we speak {v}"
        "|they speak {v}|for {v} speakers|for readers of {v}|for people who speak {v}"
        "|{v} is the language|worded in {v}|phrased in {v}|said in {v}|rendered in {v}"
        "|in the {v} language|the wording should be {v}|my language is {v}",
        "The {n}|Name of the language|Which language"
        "|Language by its English name|{N} of the text|In which language"
        "|Language, for example Danish",
    ),
)
"""Kinds whose mention needs no parameter name."""

GENERIC_VALUES: tuple[tuple[str, ValueMaker, bool], ...] = (
    ("string", Words.word, False),
    ("string", values.code, False),
    ("string", Words.proper, False),
    ("string", Words.person, False),
    ("string", values.phrase, True),
    ("string", values.path, False),
    ("integer", lambda words: words.integer(1, 100), False),
    ("integer", lambda words: words.integer(1, 9999), False),
    ("integer", lambda words: words.integer(1, 20), False),
    ("number", Words.decimal, False),
    ("number", lambda words: words.integer(2, 500), False),
)
"""Type, value and whether it needs quotes, for parameters that only their name explains."""

GENERIC_DESCRIPTIONS = (
    "The {n}",
    "{N}",
    "The {n} to use",
    "Which {n}",
    "Value of the {n}",
    "{N} of the request",
    "Sets the {n}",
    "A {n}",
    "{N} to apply",
    "{N} of the item",
    "{N} in question",
    "Desired {n}",
    "What {n} it has",
    "The {n} it should have",
    "Gives the {n}",
    "Defines the {n}",
    "Specifies the {n}",
    "{N}, as given",
    "Its {n}",
    "{N} setting",
    "Input for {n}",
)

EXPLICIT = _split(
    """
    with {n} {v} | {n} {v} | {n}: {v} | with {v} as the {n} | {raw}={v} | with the {n} {v}
    | with {n} set to {v} | using {v} as {n} | {n} = {v} | the {n} is {v} | with a {n} of {v}
    | the {n} should be {v} | {v} for the {n} | {raw}: {v} | set {n} to {v} | {v} as {n}
    | and {n} {v} | {n} is {v} | using {n} {v} | with {n}={v} | use {v} for the {n}
    | where {n} is {v} | the {n} being {v} | taking {v} as the {n} | whose {n} is {v}
    | of {n} {v} | having {n} {v} | at {n} {v} | {n} must be {v} | make the {n} {v}
    | put {v} as {n} | its {n} is {v} | I want {n} {v} | {n} equal to {v} | give it {n} {v}
    | let the {n} be {v} | choose {v} as the {n} | set the {n} to {v} | take {v} for {n}
    | {n} -> {v} | ({n} {v}) | {n} will be {v} | by {n} {v} | that has {n} {v} | under {n} {v}
    | for {n} {v} | in {n} {v} | from {n} {v} | to {n} {v} | on {n} {v} | {n} "{v}" | {v} is the {n}
    | pick {v} as its {n} | given {n} {v} | assuming {n} {v} | provided {n} is {v} | needs {n} {v}
    | the {n} I want is {v} | {n} of {v} | a {n} of {v} | enter {v} for {n}
    | its {n} should be {v} | and use {v} as the {n} | with {v} for {n} | the {n} must be {v}
    | using the {n} {v} | and set the {n} to {v} | whose {n} should be {v} | take {v} as {n}
    | and let {n} be {v} | with {v} as its {n} | where the {n} is {v} | make {n} {v}
    | where {v} is what goes into {n} | {v} being the {n} | let {v} serve as the {n}
    | the value of {n} is {v} | fill in {v} for {n} | {n} exactly {v} | with {v} filled in for {n}
    | with {v} in the {n} field | in the {n} field, {v} | the {n} field gets {v}
    | the {n} field should read {v} | under {n} write {v} | write {v} under {n}
    | write {v} where it says {n} | where it asks for the {n}, put {v}
    | when it asks for {n}, answer {v} | as for the {n}, {v} | as for {n}: {v} | as the {n} use {v}
    | as {n}, {v} | as {n} take {v} | as its {n} choose {v} | as {n} I choose {v} | for {n}, use {v}
    | for the {n} take {v} | for the {n}, please enter {v} | for {n} I have {v}
    | for {n} go with {v} | go with {v} for the {n} | go for {v} as the {n} | going with {v} as {n}
    | {v} goes into {n} | {v} goes in as the {n} | {v} should go under {n} | {v} will do as the {n}
    | {v} counts as the {n} | {v} will be the {n} | {v} shall be the {n} | {v} would be the {n}
    | {v} is what I want for {n} | {v} is our {n} | {v} is its {n} | {v} is the value for {n}
    | {v} is the {n} to use | {v} (that is the {n}) | {v} (the {n}) | ({v} as {n}) | ({n} = {v})
    | ({n}: {v}) | [{n}: {v}] | [{raw}={v}] | {raw} = {v} | {raw}: "{v}" | {raw} is {v}
    | {raw} := {v} | --{raw} {v} | --{raw}={v} | with {raw}={v} | with {raw} {v} | with {raw} = {v}
    | with {raw} as {v} | {raw} set to {v} | set {raw} to {v} | `{raw}` is {v} | parameter {n}: {v}
    | the parameter {n} is {v} | the argument {n} is {v} | with the parameter {n} set to {v}
    | argument {raw}={v} | the {n} parameter gets {v} | {n} => {v} | {n} → {v} | {n} would be {v}
    | {n} shall be {v} | {n} has to be {v} | {n} needs to be {v} | {n} ought to be {v}
    | {n} here is {v} | {n} equals {v} | {n} reads {v} | {n} stands at {v} | {n} comes to {v}
    | {n} fixed at {v} | {n} given as {v} | {n} chosen as {v} | {n} being {v} | {n}, namely {v}
    | {n}, which is {v} | {n} at {v} | {n} please {v} | the {n} equals {v} | the {n} has to be {v}
    | the {n} needs to be {v} | the {n} will be {v} | the {n} shall be {v} | the {n} would be {v}
    | the {n} ought to be {v} | the {n} comes to {v} | the {n} stays at {v} | the {n} to use is {v}
    | the {n} to enter is {v} | the {n} we agreed on is {v} | the {n} I have is {v}
    | the {n} I chose is {v} | the {n} in this case is {v} | the {n} here is {v}
    | the right {n} is {v} | the {n} in question is {v} | my {n} is {v} | our {n} is {v}
    | its {n} being {v} | its {n} equals {v} | its {n} has to be {v} | its {n} will be {v}
    | its {n}: {v} | and its {n} is {v} | and the {n} is {v} | and {v} as {n} | and {n} is {v}
    | and put {v} in {n} | and give it the {n} {v} | and keep the {n} at {v} | keep {n} at {v}
    | keeping the {n} at {v} | leave the {n} at {v} | fix the {n} at {v} | setting the {n} to {v}
    | setting {n} to {v} | putting {v} in for {n} | entering {v} as the {n}
    | choosing {v} as the {n} | passing {v} as {n} | pass {v} as the {n} | pass {v} in as {n}
    | supply {v} as the {n} | provide {v} as the {n} | specify {n} as {v} | specify {v} as the {n}
    | define {n} as {v} | state {v} as the {n} | mark the {n} as {v} | list the {n} as {v}
    | note the {n} as {v} | note that the {n} is {v} | mind that the {n} is {v}
    | remember that its {n} is {v} | you will need the {n}: {v} | you can take {v} as the {n}
    | you should use {v} for {n} | I chose {v} as the {n} | I'd like {v} as the {n}
    | I'd say {n} {v} | I need {v} as the {n} | we want the {n} to be {v} | we use {v} as the {n}
    | it has the {n} {v} | it has a {n} of {v} | it takes {n} {v} | it goes by {n} {v}
    | it should have {n} {v} | it needs a {n} of {v} | it comes with {n} {v} | identified by {n} {v}
    | matching {n} {v} | which has {n} {v} | which has a {n} of {v} | whose {n} equals {v}
    | whose {n} must be {v} | where {n} equals {v} | where {n} = {v} | where its {n} is {v}
    | where {v} is the {n} | with {n} equal to {v} | with {n} at {v} | with {n} being {v}
    | with {n} given as {v} | with its {n} at {v} | with the {n} being {v}
    | with the {n} fixed at {v} | with the {n} kept at {v} | with the value {v} for {n}
    | with value {v} in {n} | with {v} entered as the {n} | with {v} under {n}
    | with {v} standing for the {n} | with {v} acting as {n} | having {v} as its {n}
    | having the {n} set to {v} | based on a {n} of {v} | according to {n} {v} | by the {n} {v}
    | at a {n} of {v} | to a {n} of {v} | under the {n} {v} | given that {n} is {v}
    | given a {n} of {v} | given {v} as the {n} | assuming a {n} of {v} | seeing that the {n} is {v}
    | since the {n} is {v} | taking {n} to be {v} | so that {n} is {v} | so that its {n} becomes {v}
    | such that {n} = {v} | {n}, please: {v} | {n} I want: {v} | value of {n}: {v} | {v} into {n}
    | {v} in the {n} slot | {v}, that is the {n}
    """
)
"""Mentions by name. `{raw}` is the name as the schema spells it."""

CHOICES = _split(
    """
    with {n} {v} | {v} {n} | {n} {v} | with {v} {n} | {n}: {v} | as {v} | using the {v} {n}
    | in {v} {n} | set the {n} to {v} | with {n} set to {v} | {raw}={v} | and make the {n} {v}
    | at {v} {n} | the {n} should be {v} | in {v} | {v} | use {v} {n} | with the {n} {v}
    | {n} = {v} | {n} is {v} | I want {v} as the {n} | choose {v} as {n} | on {v} {n} | by {v}
    | with {v} as the {n} | {v} as {n} | and {n} {v} | make the {n} {v} | in the {n} {v}
    | use {v} for the {n} | with {n}={v} | the {n} is {v} | and use the {v} {n} | using {n} {v}
    | with {v} for {n} | with {v} as its {n} | {v} for {n} | {v} for the {n} | {v} being the {n}
    | {v} is the {n} | {v} will do for {n} | {n} set to {v} | {n} should be {v} | {n} must be {v}
    | {n} would be {v} | {n} -> {v} | {n}={v} | ({n}: {v}) | ({v} {n}) | --{raw} {v} | --{raw}={v}
    | {raw}: {v} | {raw} = {v} | {raw} {v} | with {raw}={v} | set {raw} to {v} | set {n} to {v}
    | setting {n} to {v} | go for {v} as the {n} | go with the {v} {n} | going with {v} for the {n}
    | take {v} as {n} | take the {v} {n} | taking {v} for {n} | pick {v} for the {n}
    | pick {v} as {n} | select {v} under {n} | select {v} as the {n} | selecting {v} as {n}
    | of the {n} choices, {v} | among the options for {n}, {v} | the option {v} for {n}
    | the {n} option {v} | choose the {n} {v} | choosing {v} for the {n} | I prefer {v} as the {n}
    | I'd like the {n} to be {v} | I chose {v} for {n} | we want {v} for the {n}
    | the {n} I want is {v} | the {n} will be {v} | the {n} has to be {v} | the {n} being {v}
    | its {n} is {v} | its {n} should be {v} | where {n} is {v} | whose {n} is {v} | of {n} {v}
    | of the {v} {n} | having {v} as {n} | under {n} {v} | under the {n} choose {v}
    | for the {n} take {v} | for {n}, {v} | as {n} use {v} | as for the {n}, {v}
    | and {v} as its {n} | and pick the {v} {n} | and go with {v} as {n} | let the {n} be {v}
    | keep the {n} {v} | leave {n} at {v} | the {v} one | make it {v} | with {v} | the {v} kind
    | of the {v} kind
    """
)
"""Mentions of an enum's value."""

SWITCHED_ON = _split(
    """
    with {n} on | with {n} | and turn {n} on | {n}: true | {raw}=true | with {n} set to true
    | with {n} enabled | {n} yes | and enable {n} | {n} on | make it {n} | {n}=true | {n} is true
    | it should be {n} | {n} enabled | turn on {n} | switch {n} on | and {n} | use {n} | please {n}
    | {n} = true | set {n} to true | {n} should be on | {n}: yes | {n}: on
    | {n} true | with {n} switched on | and set {n} to true | with {n} = true
    | turn {n} on | switch on {n} | activate {n} | and activate {n} | {n} activated
    | with {n} active | with {n} turned on | having {n} on | having {n} enabled | keep {n} on
    | keep {n} enabled | leave {n} on | leaving {n} on | {n} should be enabled | {n} must be on
    | {n} must be true | {n} has to be true | {n} needs to be on | {n} being true
    | the {n} option on | with the {n} option | with the {n} option on | with the {n} flag
    | with the {n} flag set | with the {n} switch on | set the {n} flag | {raw}: true | --{raw}
    | --{raw}=true | {raw} = true | {raw}=yes | {raw} on | with {raw}=true | with --{raw}
    | in {n} mode | {n} mode on | the answer for {n} is yes | yes to {n} | say yes to {n} | tick {n}
    | tick the {n} box | check the box {n} | {n} ticked | make {n} true | let {n} be true
    | let {n} be on | and have {n} on | I want {n} | I want {n} on | I want it {n} | {n}, yes
    | {n} -> true | {n} as true | passing true for {n} | true for {n} | put true for {n} | using {n}
    | where {n} is true | enable {n} | enabling {n} | please enable {n} | please turn {n} on
    | {n} allowed | allow {n} | do use {n} | and it should be {n} | {n} applies
    """
)
SWITCHED_OFF = _split(
    """
    with {n} off | without {n} | and turn {n} off | {n}: false | {raw}=false
    | with {n} set to false | with {n} disabled | {n} no | and disable {n} | {n} off | not {n}
    | {n}=false | {n} is false | it should not be {n} | {n} disabled | turn off {n} | switch {n} off
    | no {n} | do not use {n} | {n} = false | set {n} to false | {n} should be off | {n}: no
    | {n}: off | but not {n}
    | {n} false | with {n} switched off | and set {n} to false | with {n} = false
    | turn {n} off | switch off {n} | deactivate {n} | and deactivate {n} | {n} deactivated
    | with {n} turned off | with {n} inactive | having {n} off | having {n} disabled | keep {n} off
    | keep {n} disabled | leave {n} off | leaving {n} off | {n} should be disabled | {n} must be off
    | {n} must be false | {n} has to be false | {n} needs to be off | {n} being false
    | the {n} option off | without the {n} option | with the {n} option off | without the {n} flag
    | clear the {n} flag | with the {n} switch off | {raw}: false | --no-{raw} | --{raw}=false
    | {raw} = false | {raw}=no | {raw} off | with {raw}=false | not in {n} mode | {n} mode off
    | the answer for {n} is no | no to {n} | say no to {n} | untick {n} | untick the {n} box
    | leave the {n} box empty | {n} unticked | make {n} false | let {n} be false | let {n} be off
    | and have {n} off | I do not want {n} | I don't want it {n} | I want {n} off | {n}, no
    | {n} -> false | {n} as false | passing false for {n} | false for {n} | put false for {n}
    | where {n} is false | disable {n} | disabling {n} | please disable {n} | please turn {n} off
    | {n} not allowed | skip {n} | skipping {n} | avoid {n} | omit {n} | without any {n}
    | don't make it {n} | and it should not be {n} | please no {n} | {n} does not apply
    | not using {n} | do without {n} | don't use {n} | leave out {n}
    """
)
SWITCHES = tuple(
    """
    verbose recursive urgent dry_run force notify public private silent strict compact cached
    detailed archived draft express insured gift_wrap refundable overwrite follow pinned muted
    encrypted sorted reversed anonymous
    """.split()
)
NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


_EXPLICIT = (*EXPLICIT, *phrasings.EXPLICIT)
_CHOICES = (*CHOICES, *phrasings.CHOICES)
_SWITCHED_ON = (*SWITCHED_ON, *phrasings.SWITCHED_ON)
_SWITCHED_OFF = (*SWITCHED_OFF, *phrasings.SWITCHED_OFF)


def natural(words: Words, kind: Kind, *, required: bool) -> Parameter:
    """A parameter of a natural kind, under one of its usual names or another."""
    names = of_split(kind.names, words.split)
    draw = words.rng.random()
    base = words.choice(kind.names)
    if names and draw < 0.45:
        name = base = words.choice(names)
    elif draw < 0.9:
        name = words.unseen(lambda: _composed(words, base))
    else:
        name = words.word()
    schema = _schema(words, kind, name, required=required)
    if draw >= 0.9:
        description = words.choice(kind.descriptions)
        schema["description"] = description.replace("{n}", base).replace("{N}", base.capitalize())
    return Parameter(name, kind, schema, required, base.replace("_", " "))


def _composed(words: Words, base: str) -> str:
    """A name of two words with the usual one in it."""
    first = words.thing() if words.chance(0.5) else words.quality()
    return f"{first}_{base}" if words.chance(0.85) else f"{base}_{words.thing()}"


def generic(words: Words, *, required: bool) -> Parameter:
    """A parameter that only its name explains."""
    draw = words.rng.random()
    if draw < 0.15:
        return _switch(words, required=required)
    if draw < 0.32:
        return _choice(words, required=required)
    type_, value, quoted = words.choice(GENERIC_VALUES)
    kind = Kind(type_, (), value, (), GENERIC_DESCRIPTIONS, quoted)
    name = words.unseen(lambda: _name(words))
    return Parameter(name, kind, _schema(words, kind, name, required=required), required)


def _name(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.35:
        return words.choice(lexicon.ATTRIBUTES)
    if draw < 0.6:
        return words.part()
    if draw < 0.9:
        return f"{words.thing()}_{words.choice(lexicon.ATTRIBUTES)}"
    return f"{words.quality()}_{words.thing()}"


def _switch(words: Words, *, required: bool) -> Parameter:
    name = words.unseen(lambda: _switch_name(words))
    kind = Kind(
        "boolean", (), lambda w: w.chance(0.6), (), ("Whether it is {n}", "{N}", "Turns {n} on")
    )
    return Parameter(name, kind, _schema(words, kind, name, required=required), required)


def _switch_name(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.5:
        return words.choice(SWITCHES)
    return f"include_{words.thing()}" if draw < 0.7 else f"{words.quality()}_{words.thing()}"


def _choice(words: Words, *, required: bool) -> Parameter:
    count = words.choice((2, 3, 3, 4))
    options = list(dict.fromkeys(words.word().lower() for _ in range(count)))
    kind = Kind("string", (), lambda w: w.choice(options), (), GENERIC_DESCRIPTIONS)
    name = words.unseen(lambda: _name(words))
    schema = _schema(words, kind, name, required=required)
    schema["enum"] = options
    if "default" in schema:
        schema["default"] = words.choice(options)
    return Parameter(name, kind, schema, required)


def _schema(words: Words, kind: Kind, name: str, *, required: bool) -> dict[str, JSON]:
    """The JSON Schema of one parameter, in the styles that schema makers write."""
    spoken = name.replace("_", " ")
    schema: dict[str, JSON] = {"type": kind.type}
    style = words.rng.random()
    if not required and style < 0.3:
        schema = {"anyOf": [{"type": kind.type}, {"type": "null"}], "default": None}
    elif not required and style < 0.7:
        schema["default"] = kind.value(words)
    if words.chance(0.8):
        description = words.choice(kind.descriptions)
        text = description.replace("{n}", spoken).replace("{N}", spoken.capitalize())
        schema["description"] = text + ("." if words.chance(0.3) else "")
    if words.chance(0.15):
        schema["title"] = spoken.title()
    return schema


def mention(words: Words, parameter: Parameter, value: JSON, *, explicit: bool) -> str:
    """How the user says one argument."""
    forms = _forms(parameter, value, explicit=explicit)
    named = forms is parameter.kind.mentions
    form = varied(words, forms)
    said = spoken_value(words, parameter.kind, value)
    if '"{v}"' in form:
        said = said.strip("\"'")
    return _fill(form, parameter, said, parameter.base if named else parameter.spoken)


def _forms(parameter: Parameter, value: JSON, *, explicit: bool) -> tuple[str, ...]:
    if value is True:
        return _SWITCHED_ON
    if value is False:
        return _SWITCHED_OFF
    if "enum" in parameter.schema:
        return _CHOICES
    return _EXPLICIT if explicit or not parameter.kind.mentions else parameter.kind.mentions


def _fill(form: str, parameter: Parameter, said: str, name: str) -> str:
    filled = form.replace("{n}", name).replace("{raw}", parameter.name)
    return filled.replace("{v}", said)


def spoken_value(words: Words, kind: Kind, value: JSON) -> str:
    """The value as the user writes it; quotes mark where free text ends."""
    if isinstance(value, str):
        if kind.quoted or words.chance(0.12):
            return quoted(words, value)
        return value
    if isinstance(value, int) and 0 <= value <= 12 and words.chance(0.15):
        return NUMBER_WORDS[value]
    return json.dumps(value)


def quoted(words: Words, text: str) -> str:
    """The text in quotes that it does not itself contain."""
    mark = words.choice(('"', '"', "'"))
    if mark in text:
        mark = "'" if mark == '"' else '"'
    return text if mark in text else f"{mark}{text}{mark}"
