"""Closed classes of English, Russian and Ukrainian words, as far as the rules need them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Govern a group.
PREPOSITIONS = _words(
    "of with to by for from in at on between among against about into toward towards upon under "
    "via following after before during over despite without regarding concerning through "
    "alongside including like than per с со в во к ко о об обо на от из у по для между при "
    "после за перед над под через про із зі з від до щодо між"
)
# Open a phrase between a subject and its verb.
PLACE_OR_TIME = PREPOSITIONS | _words(
    "earlier today yesterday later monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november december who "
    "сегодня вчера ранее сьогодні вчора раніше"
)
# Tie an office to a title: "ambassador of China".
ATTACHING = _words("of for from by to in at")
AND = _words("and и та і й")
AS = _words("as как як")
# And words of titles, between a preposition and the name it governs.
DETERMINERS = _words(
    "the a an his her its their our this that both new former acting deputy senior top first "
    "vice visiting mr mrs ms dr comrade final official state councilor councillor member "
    "political politburo bureau director chairman head prime executive special russian chinese "
    "permanent representative assistant его ее её их своим своїм його її официальный г-н "
    "российский китайский російський китайський"
)
# And auxiliaries, between a subject and its verb.
ADVERBS = _words(
    "also further again then thus has have had is was were are be been will would both all "
    "jointly separately always never repeatedly once later earlier still now thereby highly "
    "fully firmly strongly clearly particularly additionally accordingly consistently "
    "invariably specifically especially therefore meanwhile himself herself themselves "
    "unanimously mutually sincerely warmly today yesterday did does do not также тоже ещё еще "
    "снова вновь затем далее отдельно особо совместно решительно всегда же очень тепло також "
    "теж ще знову окремо спільно"
)
# Open a clause that is not the main one.
SUBORDINATORS = _words(
    "that which who whose whom where when whether if because while although though since until "
    "unless as что который которая которые которое которых где когда если поскольку хотя чтобы "
    "що який яка які де коли якщо оскільки хоча щоб"
)
# Open what is wished or planned, not said.
MODALS = _words("to will should must can may could might need shall would cannot")
