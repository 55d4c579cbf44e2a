"""Word lists of the generator, by part of speech and use."""

from __future__ import annotations

THINGS = tuple(
    """
    account address agenda alarm album alert alias archive article asset auction backup badge
    balance banner basket battery beacon bicycle bill blog board boat bond book boiler bookmark
    booking border bottle branch bridge broker bucket budget buffer bundle cabin cable cache
    calendar camera campaign candle cargo carpet cart catalog channel charger chart checkpoint
    claim client clinic clock cluster collection column comment compass compiler complaint concert
    container contract cooler copy coupon course crane crate crew dashboard dataset deadline
    delivery deployment deposit desk device diagram diary digest discount dispatcher document
    dock domain donation door draft drawer driver drone earthquake elevator employee engine
    entrance envelope episode escalator event exam exhibit expense factory fan farm feature
    ferry festival fence filter fine firewall flag flight folder forecast forest form fountain
    freezer fridge funnel gadget gallery game garage garden gate gateway generator glacier grant
    greenhouse group guest guide handler harbour heater helmet highway hotel hydrant image
    incident index inspection insurance interview inventory invoice island job journal journey
    kettle key keyboard kiosk kitchen label ladder lamp landlord laptop lease ledger lesson letter
    library licence lift lighthouse listener loan locker loader log lottery machine magazine
    mailbox manual map market meal medicine meeting melody membership menu merchant message meter
    mine mirror mission mixer monitor mortgage motor museum network newsletter node notebook notice
    novel nursery object office orchard order outage oven package page painting pallet panel parcel
    parking parser partner pass passport patch patient payment pension permit phone photo piano
    pipeline planet plant playlist plugin podcast policy poll pool port portal poster prescription
    printer prize probe product profile program project promotion proposal proxy pump purchase
    puzzle query queue quiz quota quote radiator radio railway receipt recipe record refund region
    registry release reminder rental repair replica report request reservation reservoir resource
    restaurant review reward river road robot roof room roster route router rug runner salary
    sample satellite sauna scanner schedule scheduler scholarship school scooter score screen
    season seat secret section sensor server service session shelf shelter shift ship shipment
    shop shower shutter signal site sketch slot snapshot socket sofa song speaker station statue
    statement stock storage store storm story stove stream street student studio subscription
    suite supplier supply survey switch table tank target task tax telescope template tenant
    tender tent terminal test theatre thermostat thread ticket timer token tool tournament tower
    track tractor trail train transaction transfer translation trip trolley truck tunnel turbine
    upload user vacation valve vault vehicle vendor venue verdict vessel video village visa visit
    vitamin volcano voucher wallet warehouse warning warranty watchdog watcher webhook wheel window
    winery worker workshop yacht zone
    """.split()
)
"""Countable things that tools act on and documents tell of."""

QUALITIES = tuple(
    """
    active annual archived blue bronze central classic clean coastal compact daily dark default
    digital domestic double early eastern electric empty express external fast federal final first
    fixed foreign former free fresh full general global golden green grey heavy hidden high hybrid
    idle inner internal joint large last late leading light linear little local lower main manual
    marine medical metal minor mobile modern monthly native narrow national new night northern
    official old online open orange outer paper pending personal plain polar portable primary
    private public purple quiet rapid raw red regional regular remote rural safe second secondary
    secure senior shared short silent silver simple single small smart soft solar southern spare
    special spring stable static steel stone summer temporary thin third tidal tiny trial upper
    urban used vertical virtual warm weekly western white wide wild winter wireless wooden yellow
    young
    """.split()
)

ATTRIBUTES = tuple(
    """
    address age altitude amount area author balance bandwidth brand budget capacity category
    clearance code colour condition contact cost country count currency date deadline delay depth
    diameter direction discount distance duration expiry fee floor format frequency grade height
    host humidity identifier interval keeper label language latency length level licence limit
    location maintainer manager maximum minimum mode model name number occupancy offset origin owner
    password payload period phase pitch port position power pressure price priority processor
    progress protocol provider quality quantity radius range rank rate rating ratio reference region
    retention role score sector seed serial severity shape size speed stage start status strength
    supervisor surface temperature term threshold timeout title tolerance total type unit usage
    value velocity version visibility voltage volume wage weight width wing
    """.split()
)
"""What one asks of a thing: the X in "the X of Y"."""

FIRST_NAMES = tuple(
    """
    Ada Adam Aisha Alan Alice Amina Amir Ana Andre Anna Anton Ben Bianca Bruno Carla Carlos Cem
    Chen Clara Daniel Dara David Dina Elena Elif Emil Emma Erik Eva Felix Finn Flora Frida Gina
    Hana Hans Hugo Ibrahim Ida Igor Ines Ivan Jack Jana Jin Joan Jonas Jose Julia Kai Karim Kate
    Kim Lara Lars Lea Leo Lin Lisa Luca Lucy Maria Marie Mark Marta Max Maya Mei Mia Mila Mina Nadia
    Nils Nina Noah Nora Olga Omar Oscar Otto Paul Pedro Peter Petra Priya Rafael Ravi Rosa Ruth Sam
    Sara Selma Simon Sofia Stefan Sven Tara Theo Tim Tom Uma Vera Viktor Wei Yara Yuki Zoe
    """.split()
)

CITIES = tuple(
    """
    Amsterdam Athens Austin Baku Bangkok Barcelona Beijing Belgrade Bergen Berlin Bogota Boston
    Brussels Bucharest Budapest Cairo Caracas Chicago Copenhagen Dakar Dallas Delhi Denver Dubai
    Dublin Edinburgh Florence Frankfurt Geneva Hamburg Hanoi Havana Helsinki Istanbul Jakarta Kyiv
    Kyoto Lagos Lima Lisbon London Lyon Madrid Manila Melbourne Miami Milan Montreal Moscow Mumbai
    Munich Nairobi Naples Osaka Oslo Ottawa Paris Porto Prague Quito Riga Rome Santiago Seattle
    Seoul Shanghai Singapore Sofia Stockholm Sydney Tallinn Tbilisi Tokyo Toronto Tunis Turin Valencia
    Vienna Vilnius Warsaw Zagreb Zurich
    """.split()
)

PRODUCTS = tuple(
    "Holdfast vLLM Python Linux SQLite PostgreSQL Docker Qwen Hermes GitHub CUDA".split()
)

LANGUAGES = tuple(
    """
    Arabic Chinese Czech Danish Dutch English Estonian Finnish French German Greek Hebrew Hindi
    Hungarian Italian Japanese Korean Latin Norwegian Persian Polish Portuguese Romanian Russian
    Spanish Swahili Swedish Turkish Ukrainian Urdu
    """.split()
)

CURRENCIES = tuple(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HUF INR JPY MXN NOK NZD PLN SEK USD".split()
)

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)

WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())

EXTENSIONS = tuple("md txt csv json py toml yaml log html pdf cfg sql sh".split())

UNITS = tuple(
    """
    seconds minutes hours days weeks months years bytes kilobytes megabytes gigabytes tokens blocks
    pages lines files requests workers threads calls retries turns sessions items rows columns
    metres kilometres miles kilograms grams litres degrees percent watts volts euros dollars points
    steps users seats copies rooms cores layers
    """.split()
)

VERBS = tuple(
    """
    accepts adds allows answers applies asks balances blocks brings builds buffers calls carries
    catches changes checks chooses cleans closes collects compares connects controls copies counts
    covers creates delivers describes detects drives drops encodes ends fetches fills filters finds
    follows forwards gathers gives groups guards handles heals holds hosts imports indexes inspects
    joins keeps launches leads lends limits links lists loads locks logs maps marks measures merges
    moves names needs notes observes offers opens orders owns paints parses passes pauses plans polls
    prints protects publishes pulls pushes queues reads receives records refuses removes renders
    repairs replaces replays reports resets resumes returns runs samples saves scans sells sends
    serves shares shows signs sorts splits starts stops stores streams supplies supports syncs tags
    tests tracks trims trusts updates uploads uses verifies wakes warms washes watches weighs wraps
    writes
    """.split()
)
"""Third person singular; the base form is `base_form`'s business."""

ONSETS = tuple(
    "b bl br c ch cl d dr f fl fr g gl gr h j k kl kr l m n p pl pr qu r s sh sk sl sm st t th tr v w z".split()
)
NUCLEI = tuple("a ae ai e ea ei i ia ie o oa oo ou u ua ui y".split())
CODAS = ("", "", "", "", "l", "m", "n", "r", "s", "t", "x", "nd", "rk", "st", "ck", "lm", "ns")
ACCENTED = tuple("é ü ö ä ñ å ç ø ś ž ı ê".split())


def base_form(verb: str) -> str:
    """The infinitive of one of VERBS."""
    for ending in ("sses", "shes", "ches", "xes"):
        if verb.endswith(ending):
            return verb[:-2]
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-1]
