"""More ways of saying the same: what stands around tools, names and values in requests.

`{t}` is a tool's name, `{o}` its object, `{m}` the mentions of its arguments, `{n}` a parameter in
words, `{raw}` as it is spelled, `{v}` a value, `{f}` a field of a result, `{p}` the parameter that
it goes to, `{a}` a first request, `{b}` a second, `{c}` an order in the base form, `{c0}` the first
request in lower case.
"""

from __future__ import annotations


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


OPENINGS = tuple(
    f"{line} "
    for line in _lines(
        """
        When you have a minute,
        The next thing to do:
        I was told to have you
        My boss wants you to
        Here is what I need:
        Task:
        To do:
        Before anything else,
        After that,
        It would be great if you could
        I'd be glad if you could
        I'd appreciate it if you
        See if you can
        Make sure to
        Do not forget to
        Remember to
        Try to
        Feel free to
        For the record,
        As agreed,
        As always,
        Once more,
        Again,
        One more thing:
        Last thing:
        My request:
        You may
        You can
        You might
        Somebody has to
        Someone should
        It's about time to
        The plan is to
        The idea is to
        Our customer wants us to
        They asked me to
        I have been asked to
        I must
        I should
        I'm supposed to
        I am trying to
        I'm hoping to
        I plan to
        We are going to
        We would like to
        We want to
        We must
        What I want: to
        All I want is to
        Right now,
        Straight away,
        Immediately
        For now,
        Today we
        Could you quickly
        Could you maybe
        Can you go and
        Can I ask you to
        Can we
        Could we
        Could I have you
        Would it be possible to
        Would you be able to
        Will you please
        Will you
        Are you able to
        Is it possible to
        Do you mind to
        Hey! Please
        Hi there,
        Good morning, please
        Dear assistant,
        Assistant,
        Holdfast,
        """
    )
)

READING = _lines(
    """
    What does the {o} say{m}?
    What do we know about the {o}{m}?
    What can you tell me about the {o}{m}?
    I'd like to see the {o}{m}.
    I'm interested in the {o}{m}.
    I am curious about the {o}{m}.
    I have to know the {o}{m}.
    We need the {o}{m}.
    Details of the {o}{m}, please.
    Information on the {o}{m}
    Anything about the {o}{m}?
    Can you see the {o}{m}?
    Can you give me the {o}{m}?
    Could you show the {o}{m}?
    Could I get the {o}{m}?
    Have a look at the {o}{m}.
    Take a look at the {o}{m}.
    Look at the {o}{m}.
    Go and see the {o}{m}.
    See what the {o} is{m}.
    Tell us the {o}{m}.
    Tell me about the {o}{m}.
    Tell me what the {o} is{m}.
    Let me know the {o}{m}.
    Let me have the {o}{m}.
    Let's see the {o}{m}.
    Report the {o}{m}.
    My {o}{m}?
    Our {o}{m}, please
    Status of the {o}{m}?
    What about our {o}{m}?
    What is up with the {o}{m}?
    What happened to the {o}{m}?
    Where do we stand with the {o}{m}?
    Who knows the {o}{m}?
    How does the {o} look{m}?
    How are the {o}s doing{m}?
    What are the {o}s{m}?
    Get hold of the {o}{m}.
    Find me the {o}{m}.
    I wish to see the {o}{m}.
    I would love to know the {o}{m}.
    It is about the {o}{m}.
    Somebody asked for the {o}{m}.
    The customer asks about the {o}{m}.
    Please the {o}{m}.
    Quick look at the {o}{m}
    Now the {o}{m}
    And the {o}{m}?
    Once more the {o}{m}.
    """
)

BY_NAME = _lines(
    """
    Now {t}{m}.
    Next is {t}{m}.
    Start {t}{m}.
    Trigger {t}{m}.
    Fire {t}{m}.
    Launch the tool {t}{m}.
    Apply {t}{m}.
    Perform {t}{m}.
    Go for {t}{m}.
    Let {t} do it{m}.
    Let {t} run{m}.
    Have {t} called{m}.
    Get {t} going{m}.
    Make {t} run{m}.
    Make use of {t}{m}.
    Employ {t}{m}.
    Could you use {t}{m}?
    Could you run {t}{m}?
    Can you call {t}{m}?
    Would you invoke {t}{m}?
    I would use {t}{m}.
    I think {t} is right here{m}.
    It is a case for {t}{m}.
    This is for {t}{m}.
    The tool is {t}{m}.
    The right tool is {t}{m}.
    Tool: {t}{m}
    Tool call: {t}{m}
    Function {t}{m}
    Send this to {t}{m}.
    Pass this to {t}{m}.
    Ask {t}{m}.
    We need {t}{m}.
    You should call {t}{m}.
    You have {t}, use it{m}.
    There is a tool {t}: run it{m}.
    Your tool {t} should run{m}.
    One call of {t}{m}, please.
    A call to {t}{m}
    {t} please{m}
    {t}, now{m}
    {t}:{m}
    """
)

EXPLICIT = _lines(
    """
    the value of {n} is {v}
    with {v} in {n}
    {v} being the {n}
    let {v} serve as the {n}
    fill in {v} for {n}
    fill {n} with {v}
    {n} exactly {v}
    {n} just {v}
    {n} should read {v}
    {n} shall be {v}
    {n} has to be {v}
    {n} needs to be {v}
    {n} ought to be {v}
    {n} stays {v}
    {n} becomes {v}
    {n} goes to {v}
    {n}, {v}
    {n} - {v}
    {n} => {v}
    {n} := {v}
    [{n}: {v}]
    <{n}> {v}
    "{n}" {v}
    '{n}' is {v}
    {raw} {v}
    {raw} is {v}
    {raw} = {v}
    {raw} set to {v}
    with {raw} {v}
    with {raw}: {v}
    --{raw} {v}
    {v} goes into {n}
    {v} belongs in {n}
    {v} will do for the {n}
    {v} for {n}
    {v} in the field {n}
    {v} under {n}
    {v} there where it says {n}
    {v} where the {n} goes
    {v} when it asks for the {n}
    put {v} into {n}
    put {n} at {v}
    put in {v} as the {n}
    keep {n} at {v}
    keep the {n} {v}
    fix the {n} at {v}
    leave {n} at {v}
    have {n} be {v}
    have {v} as the {n}
    get {n} to be {v}
    assign {v} to {n}
    enter {n} {v}
    enter {v} under {n}
    type {v} for the {n}
    write {v} as {n}
    specify {v} as {n}
    specify {n} {v}
    select {v} for {n}
    pass {v} as {n}
    pass {n} {v}
    supply {v} as the {n}
    provide {v} for {n}
    giving {v} as {n}
    passing {v} for the {n}
    setting {n} to {v}
    making the {n} {v}
    choosing {v} as {n}
    entering {v} as the {n}
    with its {n} at {v}
    with our {n} being {v}
    with my {n} {v}
    with your {n} set to {v}
    with a certain {n}, {v}
    with an {n} equal to {v}
    at a {n} of {v}
    at the {n} {v}
    by the {n} {v}
    on the {n} {v}
    under the {n} {v}
    for the {n} {v}
    in the {n} {v}
    via the {n} {v}
    as to {n}, {v}
    as for the {n}, {v}
    regarding {n}: {v}
    concerning {n}, it is {v}
    about the {n}: {v}
    and the {n}? {v}
    its {n} must equal {v}
    its {n}: {v}
    my {n} is {v}
    our {n} is {v}
    the {n} that I mean is {v}
    the {n} to take is {v}
    the {n} here is {v}
    the {n} would be {v}
    the {n} equals {v}
    the {n}, namely {v}
    the {n}: {v}
    this {n}: {v}
    such that {n} is {v}
    so that the {n} is {v}
    provided that the {n} is {v}
    whose {n} reads {v}
    which has {n} {v}
    which has {v} as its {n}
    that has {v} for a {n}
    where I want {v} as {n}
    where {v} is the {n}
    if you take {v} as {n}
    I mean {n} {v}
    I say {n} {v}
    I need {n} {v}
    I choose {v} for {n}
    we use {v} as {n}
    """
)

CHOICES = _lines(
    """
    {v} as its {n}
    {v} for the {n}
    {v} is the {n}
    {v} will do as {n}
    choosing {v} for the {n}
    with a {v} {n}
    with the {n} on {v}
    with its {n} at {v}
    with {v} for {n}
    with {v} set as {n}
    the {n}: {v}
    the {v} one for {n}
    the {v} {n} please
    the {n} must be {v}
    the {n} ought to be {v}
    the {n} is to be {v}
    {n} on {v}
    {n} at {v}
    {n} should be {v}
    {n} must be {v}
    {n} set to {v}
    {n} equal to {v}
    {raw} {v}
    {raw}: {v}
    {raw} = {v}
    go for {v} as the {n}
    go with {v} as {n}
    take {v} as the {n}
    take the {v} {n}
    pick {v} for {n}
    pick the {n} {v}
    prefer {v} as {n}
    select {v} as the {n}
    keep the {n} {v}
    put {n} on {v}
    its {n} should be {v}
    my {n} is {v}
    for the {n} {v}
    under {n} {v}
    of {n} {v}
    having {v} as {n}
    giving {v} as the {n}
    where the {n} is {v}
    and {v} as {n}
    I prefer {v} for {n}
    I'd say {v} for the {n}
    """
)

SWITCHED_ON = _lines(
    """
    with {n} active
    with {n} activated
    with {n} = yes
    with {n} = on
    with {n}: true
    with {n} as true
    with the {n} option
    with the {n} option on
    with the {n} flag
    with the flag {n}
    with the flag {raw}
    with the {n} switch on
    with the {n} setting on
    with {raw} true
    with {raw}
    and activate {n}
    and keep {n} on
    and leave {n} on
    and have {n} on
    and make sure {n} is on
    and {n} should be true
    and {n} is on
    and also {n}
    including {n}
    plus {n}
    {n} active
    {n} activated
    {n} is on
    {n} is active
    {n} is enabled
    {n} must be on
    {n} must be true
    {n} as true
    {n} set to true
    {n} shall be true
    {n} turned on
    {n} switched on
    {raw}: true
    {raw} on
    {raw} = true
    activate {n}
    enable {n}
    flag {n} on
    keep {n} on
    keep {n} switched on
    keep the {n} flag
    keep the {n} option on
    leave {n} enabled
    leave {n} switched on
    leave the {n} flag on
    leave the {n} option on
    --{raw}
    it must be {n}
    it has to be {n}
    yes to {n}
    """
)

SWITCHED_OFF = _lines(
    """
    with {n} inactive
    with {n} deactivated
    with {n} = no
    with {n} = off
    with {n}: false
    with {n} as false
    with no {n}
    with the {n} option off
    with the flag {n} off
    with the {n} switch off
    with the {n} setting off
    with {raw} false
    without the {n}
    without any {n}
    without the {n} option
    without {raw}
    and deactivate {n}
    and keep {n} off
    and leave {n} off
    and have {n} off
    and make sure {n} is off
    and {n} should be false
    and {n} is off
    and not {n}
    and never {n}
    excluding {n}
    minus {n}
    {n} inactive
    {n} deactivated
    {n} is off
    {n} is inactive
    {n} is disabled
    {n} must be off
    {n} must be false
    {n} as false
    {n} set to false
    {n} shall be false
    {n} turned off
    {n} switched off
    {raw}: false
    {raw} off
    {raw} = false
    deactivate {n}
    disable {n}
    clear {n}
    clear {raw}
    clear the flag {n}
    clear the {n} option
    clear the {n} switch
    and clear the {n} flag
    {n} cleared
    with {n} cleared
    with the {n} flag cleared
    unset {n}
    unset the {n} flag
    remove the {n} flag
    take the {n} flag away
    drop the {n} flag
    flag {n} off
    keep {n} off
    --no-{raw}
    it must not be {n}
    it need not be {n}
    no to {n}
    skip {n}
    """
)

JOINTS = _lines(
    """
    {a} Plus, {c}
    {a} Plus: {b}
    {a} On top of that, {c}
    {a} As well, {c}
    {a} Likewise, {c}
    {a} Moreover, {c}
    {a} Apart from that, {c}
    {a} Aside from that: {b}
    {a} And one more thing: {b}
    {a} One more: {b}
    {a} Another thing: {b}
    {a} Also: {b}
    {a} Also {c}
    {a} Oh, and {c}
    {a} Oh and also: {b}
    {a} While you are at it, {c}
    {a} In the same go, {c}
    {a} In parallel, {c}
    {a} Meanwhile, {c}
    {a} Together with that, {c}
    {a} Along with this: {b}
    {a} Next to that, {c}
    {a} Second: {b}
    {a} Secondly, {c}
    {a} The other thing: {b}
    {a} The second one: {b}
    {a} I have another one: {b}
    {a} There is more: {b}
    {a} + {b}
    {a} / {b}
    {a} & {b}
    {a} ... {b}
    {a} - {b}
    a) {a} b) {b}
    (1) {a} (2) {b}
    - {a}
    Both of these: {c0} {b}
    Please do two things. {a} {b}
    I have two requests. {a} {b}
    I need both: {c0} And {c}
    Not only {c0} But also {c}
    Firstly, {c0} Secondly, {c}
    One: {a} Two: {b}
    """
)

THEN = _lines(
    """
    {a} When the {f} is there, {c} with it.
    {a} When you know the {f}, {c} with it.
    {a} When you have it, take the {f} and {c}.
    {a} Having the {f}, {c} with it.
    {a} Knowing the {f}, {c} for it.
    {a} Given the {f} that comes back, {c}.
    {a} Given its {f}, {c} with that.
    {a} Based on the {f}, {c}.
    {a} From that, take the {f} to {c}.
    {a} From the result take the {f} and {c} with it.
    {a} Out of that, pick the {f} and {c} with it.
    {a} Pick the {f} from the result, then {c} with it.
    {a} Read the {f} from it and {c} with that.
    {a} Note the {f} and {c} with it.
    {a} Remember the {f}: {c} with it afterwards.
    {a} Keep the {f} in mind and {c} with it.
    {a} Copy the {f} and {c} with it.
    {a} Feed the {f} into the next step: {c}.
    {a} Feed its {f} in as {p} and {c}.
    {a} Hand the {f} over as the {p} and {c}.
    {a} Give the {f} as {p} and {c}.
    {a} Put the {f} in as {p} to {c}.
    {a} Use that {f} as the {p} and {c}.
    {a} Use its {f} for the {p} and {c}.
    {a} Use what you get for {f} to {c}.
    {a} Use the result's {f} when you {c}.
    {a} The {f} it reports goes into {p}: {c}.
    {a} The {f} that you find is the {p}. Now {c}.
    {a} The {f} from there is needed to {c}.
    {a} The {f} serves as the {p} when you {c}.
    {a} Its {f} is what you need to {c}.
    {a} Its {f} will be the {p}; {c}.
    {a} That gives you the {f}. Use it to {c}.
    {a} That gives a {f}; {c} with this one.
    {a} It will tell the {f}, and with that you {c}.
    {a} It has a {f}. Please {c} using it.
    {a} Whatever {f} comes out, {c} with that.
    {a} Whatever the {f} is, {c} with it.
    {a} Wait for the {f} and then {c} with it.
    {a} Afterwards {c} with the {f}.
    {a} Afterwards, {c}, taking the {f} from there.
    {a} Later {c} with the {f} of it.
    {a} Right after, {c} with the {f} that was returned.
    {a} Following that, {c} using the {f}.
    {a} Subsequently {c} with its {f}.
    {a} Finally, {c} with the {f}.
    {a} In a second step {c} with the {f}.
    {a} Second step: {c}, with the {f} of the first as {p}.
    {a} And with its {f}, {c}.
    {a} And use the {f} to {c}.
    {a} And, with the {f} in hand, {c}.
    {a} So that you can {c} with the {f}.
    {a} I need the {f} of it so that you can {c}.
    {a} I want you to {c} with its {f} then.
    {a} You will need the {f} to {c}.
    {a} You get a {f}: {c} for that.
    {a} Next up: {c}. The {p} comes from the {f}.
    {a} Next, {c}; for the {p} take the {f}.
    {a} Then {c}. Its {p} is the {f} from before.
    {a} Then {c}, where the {p} equals the {f}.
    {a} Then, for the {f}, {c}.
    {a} Then take the {f} it has as {p} and {c}.
    {a} Now that you know the {f}, {c} with it.
    {a} Once done, {c} with the {f}.
    {a} Once that is in, {c}, using its {f} as {p}.
    {a} Once it has answered, {c} with the {f} in the answer.
    {a} If you have the {f}, {c} with it.
    1. {a}
    Two steps: {c0} Then {c} with the {f}.
    In this order: {c0} After it {c} with the {f}.
    Start with this: {c0} With the {f} of it, {c}.
    To begin with, {c0} The {f} is then used to {c}.
    We have to {c} with a {f}. To get the {f}: {c0}
    I want to {c}, but the {p} is a {f} that you have to find first: {c0}
    You are going to {c} with the {f} of this: {c0}
    To {c} you need the {f}, so first: {c0}
    Get the {f} first: {c0} After that {c} for it.
    """
)
THEN = tuple(line for line in THEN if "{c}" in line)
JOINTS = tuple(line for line in JOINTS if "{b}" in line or "{c}" in line)

FIELD_FIRST = _lines(
    """
    I need to know the {f} of the {o}{m}.
    I would like the {f} of the {o}{m}.
    I want the {f} of the {o}{m}.
    I am after the {f} of the {o}{m}.
    I'm looking for the {f} of the {o}{m}.
    I only want to know the {o}'s {f}{m}.
    I wonder about the {f} of the {o}{m}.
    I wonder what {f} the {o} has{m}.
    Could you give me the {f} of the {o}{m}?
    Could you tell me the {o}'s {f}{m}?
    Could you find out the {f} of the {o}{m}?
    Can you tell me what the {f} of the {o} is{m}?
    Can I have the {f} of the {o}{m}?
    Do you know the {f} of the {o}{m}?
    Does the {o} have a {f}{m}?
    Find out the {f} of the {o}{m}.
    Find the {o}'s {f}{m}.
    Find me the {f} of our {o}{m}.
    For the {o}, what is the {f}{m}?
    For the {o} I need the {f}{m}.
    From the {o}, read the {f}{m}.
    Go to the {o} and read its {f}{m}.
    Have a look at the {o}{m} and give me its {f}.
    How is the {f} of the {o}{m}?
    In the {o}, what does the {f} say{m}?
    Just the {f} of the {o}{m}, please.
    Let me know the {f} of the {o}{m}.
    Let's see the {f} of the {o}{m}.
    My question is the {f} of the {o}{m}.
    Name the {f} of the {o}{m}.
    Nothing but the {f} of the {o}{m}.
    Of the {o}{m}, only the {f} matters.
    Out of the {o}{m} I need the {f}.
    Please check the {o}{m}; what {f} does it have?
    Please give me the {f} of the {o}{m}.
    Please look up the {f} of the {o}{m}.
    Read the {o}{m} and tell me the {f}.
    Report the {f} of the {o}{m}.
    Say what the {f} of the {o} is{m}.
    See the {o}{m} and say which {f} it has.
    Show me the {f} of the {o}{m}.
    Tell me the {o}'s {f}{m}.
    Tell me what the {o} has as {f}{m}.
    The {f} of the {o}{m}?
    The {o}'s {f}{m}, please
    We need the {f} of the {o}{m}.
    What does the {o} say about the {f}{m}?
    What has the {o} as its {f}{m}?
    What is our {o}'s {f}{m}?
    What is the {o}'s {f}{m}?
    What was the {f} of the {o}{m}?
    What would be the {f} of the {o}{m}?
    Which {f} does our {o} have{m}?
    Which is the {f} of the {o}{m}?
    With the {o}{m}: what is its {f}?
    {f} of the {o}{m}
    {o}{m}: which {f}?
    """
)

TWICE = _lines(
    """
    {verb} the {o} two times:{one} and{two}
    {verb} the {o} for both:{one} and{two}
    {verb} the {o}{one} plus{two}
    {verb} the {o}{one} & {two}
    {verb} the {o}{one} + {two}
    {verb} one {o}{one} and one{two}
    {verb} one {o}{one}, another one{two}
    {verb} a {o}{one} and a second one{two}
    {verb} the {o} first{one} and second{two}
    {verb} the {o} once{one} and once{two}
    {verb} both {o}s: one{one}, the other{two}
    {verb} two {o}s, the first{one}, the second{two}
    {verb} the {o}{one}; likewise{two}
    {verb} the {o}{one}; the same{two}
    {verb} the {o}{one}. Also{two}
    {verb} the {o}{one}. And again{two}
    {verb} the {o}{one}. Do that{two} too
    {verb} the {o}{one}, then do it{two}
    Two calls: {verb} the {o}{one}, and{two}
    Twice please: {verb} the {o}{one} and{two}
    I want the {o} twice:{one} and{two}
    I need two of them, the {o}{one} and{two}
    """
)

CLOSERS = (
    *(
        " Thanks.",
        " Thank you!",
        " That would help.",
        " It is urgent.",
        " Thanks a lot.",
        " Please.",
    ),
    *(" Thank you in advance.", " No hurry.", " As soon as you can.", " I am waiting.", " Cheers."),
    *(" It matters to me.", " Do it now.", " Right away, please.", " That is all.", " Ok?"),
    *(" You know what I mean.", " It should not take long.", " Let me know.", " Be quick."),
)
