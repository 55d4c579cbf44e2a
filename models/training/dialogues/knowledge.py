"""Questions about documents: search, quote, and what to do with what was found."""

from __future__ import annotations

from agent.context import formats

from .. import builtin, values
from ..arithmetic import with_found
from ..dialogue import Episode, Script, call
from ..documents import NOT_FOUND, Found, document, nothing_relevant, search_result
from ..facts import Fact, Question, clause, fact, fill, query, question
from ..prose import paragraph
from ..words import Words


def search_answer(words: Words) -> Episode:
    """A question whose answer stands in a passage."""
    known = fact(words)
    asked = question(words, known)
    found = search_result(words, known)
    script = _searched(asked, found.text).says(found.answer)
    return script.episode(builtin.search(words))


def _searched(asked: Question, result: str) -> Script:
    script = Script().user(asked.text).calls(call("search", {"query": asked.query}))
    return script.results(result)


LIMITED = (
    "Search for {c}, at most {n} passages.",
    "Search the docs for {c} with limit {n}.",
    "Find {n} passages on {c}.",
    "Look up {c}; {n} passages are enough.",
    "Give me up to {n} passages about {c}.",
    "Search {c}, limit {n}",
    "Search for {c} and return {n} passages.",
    "Search for {c} and stop after {n} passages.",
    "Search for {c}, not more than {n} passages",
    "Search for {c} (limit {n}).",
    "Search for {c} with a limit of {n}",
    "Search for {c}; show me {n} results at most.",
    "Search the documents for {c}, {n} passages please.",
    "Search the docs for {c}; I want {n} passages",
    "Search the documentation for {c} and use a limit of {n}.",
    "Please search for {c} and give me {n} passages.",
    "Please look up {c}, with no more than {n} passages.",
    "Please find out {c}; the limit is {n}.",
    "Could you search for {c} and limit it to {n}?",
    "Can you look up {c} and get {n} passages?",
    "Would you look for {c}, {n} passages at most?",
    "I want to know {c}. Look at {n} passages only.",
    "I want up to {n} passages on {c}",
    "I need {n} passages about {c}.",
    "I'd like to see {n} passages about {c}.",
    "Let me have {n} passages on {c}.",
    "Let me know {c}, but fetch only {n} passages.",
    "Find out {c} from at most {n} passages.",
    "Find out {c} with limit {n}",
    "Find up to {n} passages about {c}",
    "Find {c} with no more than {n} results.",
    "Get {n} passages that say {c}.",
    "Get me at most {n} passages on {c}",
    "Get the best {n} passages on {c}.",
    "Give me the top {n} passages on {c}.",
    "Give me no more than {n} passages about {c}",
    "Show me {n} passages on {c}.",
    "Show at most {n} passages about {c}",
    "Show the first {n} hits for {c}.",
    "Fetch {n} passages about {c}.",
    "Fetch up to {n} results on {c}",
    "Return {n} passages on {c}.",
    "Return at most {n} results for {c}",
    "Look for {c} and bring {n} passages",
    "Look in {n} passages for {c}.",
    "Look up {c} with a limit of {n}.",
    "Look up {c}, limit {n}",
    "Look up {c} and show {n} results.",
    "Check {c} in at most {n} passages.",
    "Tell me {c}, using {n} passages at most.",
    "Use search with limit {n} to find {c}.",
    "Use a limit of {n} and search for {c}",
    "Call search for {c} with limit {n}.",
    "With a limit of {n}, search for {c}.",
    "With at most {n} passages, find out {c}",
    "In at most {n} passages, find {c}.",
    "Limit {n}: search for {c}.",
    "Limit the search to {n} passages and find out {c}.",
    "Up to {n} passages about {c}, please.",
    "At most {n} results, please: search for {c}",
    "Not more than {n} passages: look up {c}.",
    "{n} passages on {c}, please.",
    "{n} results for {c}",
    "{n} passages will do: find out {c}.",
    "What do the best {n} passages say about {c}?",
    "How about {n} passages on {c}?",
)


def search_limited(words: Words) -> Episode:
    """The user says how many passages to look at, or gives the query word for word."""
    known = fact(words)
    said = clause(words, known)
    if words.chance(0.5):
        count = words.integer(1, 20)
        text = words.phrasing(LIMITED).replace("{c}", said).replace("{n}", str(count))
        arguments = {"query": query(said), "limit": count}
    else:
        wanted = query(said)
        text = words.phrasing(
            (
                'Search for "{q}".',
                'search "{q}"',
                'Call search with "{q}"',
                "Use search: '{q}'",
                'Look for "{q}" in the docs.',
                'Run a search for "{q}".',
                'Search the docs for "{q}"',
                'Search the documents for the words "{q}".',
                "Search the documentation for '{q}'.",
                'Search for the words "{q}"',
                'Search for exactly "{q}".',
                'Search for this: "{q}"',
                'Search: "{q}"',
                "search for '{q}'",
                'Do a search for "{q}".',
                'Do a search with the words "{q}"',
                'Make a search for "{q}"',
                'Start a search for "{q}".',
                'Run search with "{q}"',
                'Run the query "{q}".',
                'Run the search "{q}" for me.',
                'Call the search tool with "{q}".',
                'Call search and pass "{q}"',
                'Use the search tool on "{q}".',
                'Use search with the query "{q}"',
                'Use the words "{q}" for a search.',
                'Use "{q}" as the query.',
                "Use '{q}' as a search query",
                'Query the docs for "{q}".',
                'Query: "{q}"',
                "Query the documents with '{q}'",
                'The query is "{q}".',
                'The search words are "{q}".',
                'My query: "{q}"',
                'Here is my query: "{q}". Search for it.',
                'Look for "{q}".',
                'Look for the words "{q}" in the documents',
                'Look up "{q}"',
                'Look up "{q}" in the docs.',
                'Look through the documents for "{q}".',
                'Find "{q}".',
                'Find "{q}" in the docs',
                'Find passages with "{q}".',
                'Find passages for the query "{q}"',
                'Find what the documents say on "{q}".',
                'Get passages for "{q}"',
                'Get me what the docs have on "{q}".',
                'Give me passages for "{q}"',
                'Give me the passages that fit "{q}".',
                'Show me passages about "{q}"',
                'Show what you find for "{q}".',
                'Please search for "{q}".',
                'Please look for "{q}"',
                'Please run the query "{q}".',
                'Can you search for "{q}"?',
                'Could you look up "{q}"?',
                'Could you run a search for "{q}"?',
                'Would you search the docs for "{q}"?',
                'I want you to search for "{q}"',
                'I want to search for "{q}".',
                'I need a search for "{q}"',
                'I\'d like to search for "{q}".',
                'I am looking for "{q}".',
                'What do you find for "{q}"?',
                'What do the docs say about "{q}"?',
                'What comes up for "{q}"?',
                'What does a search for "{q}" return?',
                'Try the query "{q}"',
                'Try a search for "{q}".',
                'Try searching for "{q}".',
                'Enter "{q}" into the search',
                'Type "{q}" into the search.',
                'Take "{q}" and search for it.',
                'Let\'s search for "{q}".',
                'Now search for "{q}"',
                'Docs search: "{q}"',
                '"{q}": search for it.',
                '"{q}" - please search for that.',
            )
        ).replace("{q}", wanted)
        arguments = {"query": wanted}
    found = search_result(words, known)
    script = Script().user(text).calls(call("search", arguments)).results(found.text)
    return script.says(found.answer).episode(builtin.search(words))


def not_found(words: Words) -> Episode:
    """A question that no passage answers."""
    if words.chance(0.2):
        return _nothing_to_work_with(words)
    known = fact(words)
    asked = question(words, known)
    nothing = words.chance(0.3)
    result = formats.no_passages(asked.query) if nothing else nothing_relevant(words, known)
    return _searched(asked, result).says(NOT_FOUND).episode(builtin.search(words))


def _nothing_to_work_with(words: Words) -> Episode:
    """What should come after the search is pointless without its answer."""
    known = fact(words, counted=True)
    if words.chance(0.5):
        text, wanted = request_with(words, THEN_CALCULATE, known, with_found(words, "0").asked)
    else:
        form = words.phrasing(THEN_WRITE).replace("{p}", values.path(words))
        text, wanted = request_with(words, (form,), known, "it")
    result = formats.no_passages(wanted) if words.chance(0.4) else nothing_relevant(words, known)
    script = _searched(Question(text, wanted), result).says(NOT_FOUND)
    return script.episode(
        builtin.calculate(words), builtin.search(words), builtin.write_file(words)
    )


def two_questions(words: Words) -> Episode:
    """Two questions at once: two searches in one turn."""
    facts = [fact(words), fact(words)]
    asked = [question(words, each) for each in facts]
    found = [search_result(words, each, most=2) for each in facts]
    first = asked[0].text if asked[0].text[-1] in ".?!" else asked[0].text + "?"
    joint = words.choice(
        (
            " And ",
            " ",
            "\n",
            " Also: ",
            " Next: ",
            " Then: ",
            " And also: ",
            " And then: ",
            " And another thing: ",
            " Another question: ",
            " And another question: ",
            " One more question: ",
            " One more thing: ",
            " One more: ",
            " Second: ",
            " Secondly: ",
            " Second question: ",
            " My second question: ",
            " The second question: ",
            " My other question: ",
            " Besides: ",
            " Besides that: ",
            " Apart from that: ",
            " In addition: ",
            " Furthermore: ",
            " Moreover: ",
            " Finally: ",
            " After that: ",
            " Afterwards: ",
            " And this: ",
            " And this too: ",
            " Then this: ",
            " Now this: ",
            " As well as: ",
            " Plus: ",
            " By the way: ",
            " While you are at it: ",
            " When you are done: ",
            " Once you know that: ",
            " Also this one: ",
            " I also ask: ",
            " And I ask you: ",
            "\n\n",
            "\nAnd ",
            "\n\nAlso: ",
            "\nNext question: ",
            "\nThen: ",
            "\nOne more: ",
        )
    )
    script = Script().user(f"{first}{joint}{asked[1].text}")
    script.calls(*(call("search", {"query": each.query}, n) for n, each in enumerate(asked, 1)))
    script.results(*(each.text for each in found))
    return script.says(" ".join(each.answer for each in found)).episode(builtin.search(words))


THEN_CALCULATE = (
    "{q} {W}.",
    "Find out {c} and {w}.",
    "Search for {c}, then {w}.",
    "Look up {c}, then {w}.",
    "Find {c} in the docs and {w}.",
    "{q} And {w}.",
    "Search the docs for {c} and {w}.",
    "First search for {c}. Then {w}.",
    "{q} Then {w}.",
    "Find out {c}, then {w}.",
    "Tell me {c}, and {w}.",
    "Look up {c} and then {w}.",
    "Check {c} and {w}.",
    "{Q}, {w}?",
    "Search {c}; then {w}.",
    "{q} Please {w} as well.",
    "Please find out {c} and afterwards {w}.",
    "Use search to find {c}, and calculate to {w}.",
    "{q} After that, {w}.",
    "{q} Afterwards {w}.",
    "{q} Afterwards please {w}.",
    "{q} And then {w}.",
    "{q} And then please {w}",
    "{q} Next, {w}.",
    "{q} Now {w}.",
    "{q} Once you know, {w}.",
    "{q} Once you have it, {w}.",
    "{q} When you have found it, {w}.",
    "{q} When you know it, {w}",
    "{q} As soon as you know, {w}.",
    "{q} With that number, {w}.",
    "{q} With the answer, {w}.",
    "{q} Take the answer and {w}.",
    "{q} Take that number and {w}.",
    "{q} Take what you find and {w}.",
    "{q} Also {w}.",
    "{q} Please also {w}.",
    "{q} Could you also {w}?",
    "{q} Can you then {w}?",
    "{q} Would you {w} then?",
    "{q} I need you to {w} afterwards.",
    "{q} I want you to {w}.",
    "{q} From there, {w}.",
    "{q} Finally, {w}.",
    "{q} Search for it and {w}.",
    "{q} Look it up and {w}.",
    "{q} Look it up, then {w}.",
    "{q} Find that out, and {w}",
    "{q} First search, then {w}.",
    "{Q}, and then {w}?",
    "{Q}, then {w}.",
    "Tell me {c} and {w}.",
    "Tell me {c}, then {w}.",
    "Tell me first {c} and after that {w}.",
    "Look up {c}. {W}.",
    "Look up {c}, and once you know it, {w}.",
    "Look up {c}; afterwards {w}",
    "Look for {c} in the documents and then {w}.",
    "Find {c} and {w}.",
    "Find {c}; then {w}.",
    "Find {c}. Next, {w}.",
    "Find out {c}. {W}.",
    "Find out {c}; with the result, {w}.",
    "Find out {c} first and {w} afterwards.",
    "Find out {c} and after that {w}.",
    "Please find out {c} and then {w}.",
    "Please find out {c}. Then {w}.",
    "Please look up {c} and afterwards {w}.",
    "Please look up {c} and {w} as well.",
    "Please search for {c} and {w}",
    "Please check {c}, and {w} when you have it.",
    "Can you find out {c} and {w}?",
    "Can you look up {c} and then {w}?",
    "Could you find {c} and afterwards {w}?",
    "Could you search for {c} and {w}?",
    "Would you find out {c}, then {w}?",
    "I need to know {c}. Then {w}.",
    "I need {c} from the docs; then {w}.",
    "I want to know {c}. After that, {w}.",
    "I want you to find out {c} and to {w}.",
    "I would like to know {c}; please {w} then.",
    "I'd like you to look up {c} and {w}.",
    "Get {c} from the docs and {w}.",
    "Get {c} and then {w}",
    "Take {c} from the documents and {w}.",
    "Take {c} and {w}.",
    "Search for {c}. Take the number and {w}.",
    "Search for {c}, take the number and {w}",
    "Search the documents for {c}. When you have it, {w}.",
    "Search the documentation for {c} and then {w}.",
    "Check {c} in the docs. Then {w}.",
    "Check {c} and afterwards {w}",
    "Let me know {c} and {w}.",
    "See {c} in the docs and {w}.",
    "Use the documents to find out {c}. Then {w}.",
    "Use search for {c}. Afterwards {w}.",
    "Start by finding out {c}. Then {w}.",
    "Begin with a search for {c} and then {w}.",
    "Two steps: find out {c}, then {w}.",
    "Two things: find {c}, and {w}.",
    "1. Find out {c}.\n2. {W}.",
    "- find out {c}\n- {w}",
    "First find out {c}, second {w}.",
    "First look up {c}, then {w}",
    "First I need {c}, then {w}.",
    "After you have found out {c}, {w}.",
    "Once you know {c}, {w}.",
    "When you know {c}, {w}",
    "As soon as you have found {c}, {w}.",
    "Having found out {c}, {w}.",
)


def search_then_calculate(words: Words) -> Episode:
    """A number from a document goes into a sum."""
    known = fact(words, counted=True)
    found = search_result(words, known)
    todo = with_found(words, known.number)
    text, wanted = request_with(words, THEN_CALCULATE, known, todo.asked)
    script = Script().user(text).calls(call("search", {"query": wanted})).results(found.text)
    script.calls(call("calculate", {"expression": todo.expression})).results(todo.result)
    script.says(f"{found.answer} {todo.answer}")
    return script.episode(builtin.calculate(words), builtin.search(words))


def request_with(words: Words, forms: tuple[str, ...], known: Fact, todo: str) -> tuple[str, str]:
    """A message that asks for a fact and for something to do with it; and the query."""
    form = words.phrasing(forms)
    if "{q}" in form.lower():
        asked = words.phrasing(known.relation.questions)
        asked = fill(asked, known.subject, known.attribute, "", known.unit)
        said = asked.rstrip("?.") if "{Q}" in form else asked
        text = form.replace("{q}", said).replace("{Q}", said)
    else:
        asked = clause(words, known)
        text = form.replace("{c}", asked)
    capital = todo[0].upper() + todo[1:]
    return text.replace("{w}", todo).replace("{W}", capital), query(asked)


THEN_WRITE = (
    "{q} Write it to {p}.",
    "Find out {c} and write it to {p}.",
    "Search for {c}, then save it in {p}.",
    "Look up {c} and put the answer into {p}.",
    "{q} Save the answer to {p}.",
    "Find out {c} and write the answer to the file {p}.",
    "{q} Then write that into {p}.",
    "Search the docs for {c} and write what you find to {p}.",
    "Find {c} and store it in {p}.",
    "{q} Put it in {p}.",
    "Look up {c} and note it in {p}.",
    "{q} Write the answer down in {p}.",
    "{q} Write that to {p}.",
    "{q} Write the answer into the file {p}.",
    "{q} Write what you find to {p}",
    "{q} Write it into {p} when you know it.",
    "{q} Save it as {p}.",
    "{q} Save that in the file {p}",
    "{q} Save what you find in {p}.",
    "{q} Then save it to {p}.",
    "{q} Then put the answer into {p}",
    "{q} Store the answer in {p}.",
    "{q} Store it under {p}",
    "{q} Please note the answer in {p}.",
    "{q} Please save it in {p}.",
    "{q} Please put what you find into {p}",
    "{q} Note it in {p}.",
    "{q} Note the answer down in {p}",
    "{q} Keep the answer in {p}.",
    "{q} Record it in {p}.",
    "{q} Record the answer in the file {p}.",
    "{q} Afterwards write it to {p}.",
    "{q} Afterwards save the answer in {p}",
    "{q} After that, store it in {p}.",
    "{q} When you know, write it to {p}.",
    "{q} Once you have it, save it to {p}.",
    "{q} The answer should go into {p}.",
    "{q} The answer belongs in {p}",
    "{q} I need the answer in {p}.",
    "{q} I want it in the file {p}.",
    "{q} I want the answer written to {p}",
    "{q} Could you write it to {p}?",
    "{q} Can you save the answer as {p}?",
    "{q} Also save it in {p}.",
    "{q} And put it in {p}.",
    "{q} And save the answer to {p}, please",
    "{q} Create {p} with the answer.",
    "{q} Create the file {p} with it.",
    "{q} Make a file {p} with the answer.",
    "{q} Fill {p} with the answer",
    "{q} Let {p} contain the answer.",
    "{q} Look it up and write it to {p}.",
    "{q} Search for it and save it in {p}",
    "{Q}, and could you write it to {p}?",
    "Find out {c} and save it to {p}.",
    "Find out {c} and save it in the file {p}",
    "Find out {c}, then write it into {p}.",
    "Find out {c}. Write it to {p}.",
    "Find out {c} and create {p} with the answer.",
    "Find {c} and write it to {p}",
    "Find {c} and put it in the file {p}.",
    "Find {c} in the docs, then save it to {p}.",
    "Find {c}, and note it down in {p}.",
    "Search for {c} and write it to {p}.",
    "Search for {c} and write the answer into {p}",
    "Search for {c}. Save the answer in {p}.",
    "Search for {c}, afterwards note it in {p}.",
    "Search the documentation for {c} and keep it in {p}.",
    "Search the documents for {c}; save that to {p}",
    "Look up {c} and save it as {p}.",
    "Look up {c}, then write the answer to {p}.",
    "Look up {c} and create a file {p} with it",
    "Look up {c}. Put what you find in {p}.",
    "Look up {c} and record it in {p}.",
    "Look for {c} in the docs and store it in the file {p}",
    "Please find out {c} and write it to {p}.",
    "Please look up {c} and save it in {p}",
    "Please write {c} to {p}; search for it first.",
    "Please note {c} in {p}. It is in the docs.",
    "Can you find out {c} and put it in {p}?",
    "Can you look up {c} and write it into {p}?",
    "Could you find {c} and save it to {p}?",
    "Could you search for {c} and store it in {p}?",
    "Would you look up {c} and note it in {p}?",
    "I need {c} from the docs in the file {p}.",
    "I need to know {c}; write it to {p}.",
    "I want to know {c}. Save it in {p}.",
    "I want {c} from the docs saved in {p}",
    "I'd like {c} to be looked up and written to {p}.",
    "I would like to have {c} in {p}; look it up.",
    "Take {c} from the docs and note it in {p}.",
    "Take {c} from the documents and write it to {p}",
    "Take {c} and note it in {p}.",
    "Get {c} from the docs and save it as {p}.",
    "Get {c} and store it in {p}",
    "Check {c} and write it to {p}.",
    "Check {c} in the docs, then save it in {p}",
    "Tell me {c} and save it to {p}.",
    "Tell me {c}, and write it to {p} as well.",
    "Write to {p} {c}. Search for it first.",
    "Write {c} into {p}; you find it in the docs.",
    "Write to the file {p} what the docs say about {c}.",
    "Save what the documents say about {c} in {p}",
    "Save in {p} {c}; you have to look it up.",
    "Put into {p} what you find on {c}.",
    "Note in {p} what the docs say about {c}",
    "Use search to find out {c} and save the answer in {p}.",
    "First find out {c}, then write it to {p}.",
    "First search for {c}. Then store it in {p}",
    "Once you know {c}, write it to {p}.",
    "When you have found {c}, save it in {p}.",
    "As soon as you know {c}, note it in {p}.",
    "For {p}: find out {c} and write it there.",
    "In {p} I need {c}. Look it up and write it.",
    "The file {p} should say {c}. Search the docs for it.",
)


def search_then_write(words: Words) -> Episode:
    """A quotation from a document goes into a file."""
    known = fact(words)
    found = search_result(words, known)
    path = values.path(words)
    form = words.phrasing(THEN_WRITE).replace("{p}", path)
    text, wanted = request_with(words, (form,), known, "it")
    written = written_to(words, path, found.quote)
    script = Script().user(text).calls(call("search", {"query": wanted})).results(found.text)
    script.calls(call("write_file", {"path": path, "text": found.quote})).results(written)
    script.says(f"{found.answer} {written}")
    return script.episode(builtin.search(words), builtin.write_file(words))


SAVE_THAT = (
    "Write that to {p}.",
    "Save that in {p}.",
    "Put it into {p}",
    "Please save the answer to {p}.",
    "Now write it to {p}.",
    "Store this in {p}.",
    "Write the answer to {p}",
    "Note that in {p}.",
    "Save it to the file {p}.",
    "Put that in {p}.",
    "Now save this to {p}.",
    "Write it down in {p}.",
    "Write this to {p}.",
    "Write this into the file {p}",
    "Write it into {p}",
    "Write the above to {p}.",
    "Write your answer into {p}.",
    "Write what you found to {p}.",
    "Write this answer down in the file {p}",
    "Write that sentence to {p}.",
    "Save it as {p}.",
    "Save it here: {p}",
    "Save it under {p}",
    "Save this as {p}",
    "Save the answer in {p}.",
    "Save the answer as {p}",
    "Save your answer to {p}.",
    "Save what you found in {p}",
    "Save that for me in {p}.",
    "Save the above in {p}",
    "Store it in {p}.",
    "Store that under {p}",
    "Store the answer in the file {p}.",
    "Store what you found in {p}",
    "Put this in the file {p}.",
    "Put the answer into {p}.",
    "Put that down in {p}",
    "Put your answer in {p}.",
    "Put what you just said into {p}.",
    "Note it in {p}.",
    "Note it down in {p}",
    "Note the answer in {p}.",
    "Note this in the file {p}",
    "Make a note of that in {p}.",
    "Make a file {p} with that.",
    "Make a file {p} out of it",
    "Create {p} with that.",
    "Create the file {p} with this answer.",
    "Create a file {p} from the answer",
    "Keep that in {p}.",
    "Keep it in the file {p}",
    "Keep the answer in {p} for later.",
    "Record that in {p}.",
    "Record the answer in {p}",
    "Copy that to {p}.",
    "Copy the answer into {p}",
    "Export it to {p}",
    "Dump that into {p}.",
    "Fill {p} with that.",
    "Overwrite {p} with it",
    "Replace {p} with this answer.",
    "Please write it to {p}.",
    "Please write that into {p}",
    "Please note that in {p}.",
    "Please put it in the file {p}.",
    "Please store it in {p}",
    "Please keep this in {p}.",
    "Can you save that to {p}?",
    "Can you write it down in {p}?",
    "Can you put that into a file {p}?",
    "Could you write that to {p}?",
    "Could you save the answer in {p}?",
    "Could you note this in {p} for me?",
    "Would you store that in {p}?",
    "Would you put it into {p}, please?",
    "Good, write it to {p}.",
    "Good. Save that in {p}",
    "Great, now put it into {p}.",
    "Great! Save it to {p}",
    "Ok, save that as {p}.",
    "Ok, write it to {p}",
    "Thanks, now save it in {p}.",
    "Thanks. Write that to {p}, please.",
    "Perfect, store it in {p}.",
    "Now put that into {p}",
    "Now note it in {p}.",
    "Now write the answer to the file {p}.",
    "Then write it to {p}.",
    "Then save it in {p}",
    "And now save it to {p}.",
    "And write that to {p}",
    "Next, save it in {p}.",
    "Also save that to {p}.",
    "I want that in {p}.",
    "I want this saved in {p}",
    "I need it in the file {p}.",
    "I need that written to {p}.",
    "I'd like to have this in {p}.",
    "I would like it saved as {p}",
    "Let us keep that in {p}.",
    "Let's write that to {p}",
    "Let {p} contain that.",
    "That should go into {p}.",
    "That belongs in {p}",
    "This goes into {p}.",
    "It should be in the file {p}.",
    "To {p} with it.",
    "Into {p} with that, please.",
    "In {p}, please.",
)


def answer_then_save(words: Words) -> Episode:
    """The answer of the last turn goes into a file."""
    known = fact(words)
    asked = question(words, known)
    found = search_result(words, known)
    path = values.path(words)
    written = written_to(words, path, found.quote)
    script = _searched(asked, found.text).says(found.answer)
    script.user(words.phrasing(SAVE_THAT).replace("{p}", path))
    script.calls(call("write_file", {"path": path, "text": found.quote})).results(written)
    return script.says(written).episode(builtin.search(words), builtin.write_file(words))


AND_THAT = (
    "And {w}?",
    "Now {w}.",
    "{W}.",
    "What is that {w}?",
    "Ok, {w}.",
    "Please {w}.",
    "Then {w}.",
    "And what is it {w}?",
    "Take that and {w}.",
    "Now take that number and {w}.",
    "So {w}?",
    "Can you {w}?",
    "And then {w}.",
    "And now {w}.",
    "And now {w}?",
    "And please {w}.",
    "And could you {w}?",
    "And can you {w}?",
    "After that {w}.",
    "Afterwards {w}",
    "Also {w}.",
    "Alright, {w}.",
    "All right, now {w}.",
    "Can you now {w}?",
    "Can you {w} for me?",
    "Can you take that and {w}?",
    "Can you please {w}?",
    "Could you {w}?",
    "Could you now {w}?",
    "Could you please {w}?",
    "Could you take that number and {w}?",
    "Fine, {w}.",
    "Fine. Now {w}.",
    "From that number, {w}.",
    "Go on and {w}.",
    "Good, {w}.",
    "Good. {W}.",
    "Good, now {w}.",
    "Great, {w}",
    "Great. Now {w}.",
    "Great, and {w}?",
    "Hm, {w}.",
    "I need you to {w}.",
    "I want you to {w}.",
    "I'd like you to {w}",
    "I would like you to {w}.",
    "Let us {w}.",
    "Let's {w}",
    "Let's take that and {w}.",
    "Next, {w}.",
    "Next: {w}",
    "Now please {w}.",
    "Now, {w}",
    "Now use that number and {w}.",
    "Ok. Then {w}.",
    "Ok, and {w}?",
    "Ok, can you {w}?",
    "Ok, now {w}.",
    "Ok, take that and {w}",
    "One more step: {w}.",
    "Please now {w}.",
    "Please take that number and {w}.",
    "Please go on and {w}",
    "Right, {w}.",
    "So now {w}.",
    "So please {w}",
    "Take it and {w}.",
    "Take the answer and {w}.",
    "Take the number and {w}",
    "Take this number and {w}.",
    "Take that value, then {w}.",
    "Take what you found and {w}.",
    "Thanks, now {w}.",
    "Thanks! Now {w}",
    "Thank you. And {w}?",
    "That number, please: {w}.",
    "Then please {w}.",
    "Then {w}, please.",
    "Use that and {w}.",
    "Use the number that you found and {w}.",
    "Use the answer and {w}",
    "Well, {w}.",
    "Well then, {w}",
    "What if you {w}?",
    "With that number: {w}.",
    "With that, {w}.",
    "With the result, {w}",
    "Would you {w}?",
    "Would you now {w}?",
    "Would you please {w}?",
    "You should now {w}.",
    "{W}, please.",
    "{W}",
    "{W}!",
    "{w}",
    "{w}?",
    "{w}, please",
)


def answer_then_calculate(words: Words) -> Episode:
    """The number of the last answer goes into a sum."""
    known = fact(words, counted=True)
    asked = question(words, known)
    found = search_result(words, known)
    todo = with_found(words, known.number)
    form = words.phrasing(AND_THAT).replace("{w}", todo.asked)
    script = _searched(asked, found.text).says(found.answer)
    script.user(form.replace("{W}", todo.asked[0].upper() + todo.asked[1:]))
    script.calls(call("calculate", {"expression": todo.expression})).results(todo.result)
    script.says(todo.answer)
    return script.episode(builtin.calculate(words), builtin.search(words))


def written_to(words: Words, path: str, text: str) -> str:
    return f"{words.choice(('Created', 'Created', 'Replaced'))} {path} ({len(text)} characters)."


READ_FOR = (
    "What does {p} say about {x}? {q}",
    "Read {p}. {q}",
    "{q} It is in {p}.",
    "Look into {p}: {q}",
    "{q} See {p}.",
    "According to {p}, {Q}",
    "Open {p} and tell me {c}.",
    "Read {p} and tell me {c}.",
    "{q} The answer is in {p}.",
    "Find out {c} from {p}.",
    "What does {p} say about {x}? {q}",
    "Tell me {c}; it is in {p}.",
    "In the file {p}: {q}",
    "See {p}. {q}",
    "Read the file {p} and find out {c}.",
    "Check {p}: {q}",
    "Look into the file {p} and tell me {c}.",
    "Open {p}. {q}",
    "Open {p} and find out {c}.",
    "Open {p} to find out {c}",
    "Open the file {p} and tell me {c}.",
    "Open the file {p}: {q}",
    "Read {p} and find out {c}",
    "Read {p} and answer: {q}",
    "Read {p} to find out {c}.",
    "Read {p} first. {q}",
    "Read {p}, then tell me {c}.",
    "Read through {p} and tell me {c}",
    "Read the file {p} and answer this: {q}",
    "Read the file {p}. {q}",
    "Read in {p} and say {c}",
    "Look at {p}. {q}",
    "Look at {p} and tell me {c}.",
    "Look at the file {p} to find out {c}",
    "Look in {p}: {q}",
    "Look into {p} and find {c}",
    "Look into {p} for {c}.",
    "Look up {c} in the file {p}",
    "Look through {p} and tell me {c}.",
    "Have a look at {p}. {q}",
    "Have a look into {p} and tell me {c}",
    "Take a look at {p} and find out {c}.",
    "Check the file {p} and tell me {c}.",
    "Check in {p} {c}.",
    "Check {p} for {c}",
    "Go through {p} and find out {c}.",
    "Go to {p} and look up {c}",
    "Get {c} from {p}.",
    "Get {c} out of the file {p}",
    "Take {c} from {p}.",
    "Find {c} in {p}.",
    "Find {c} in the file {p}",
    "Find out from the file {p} {c}.",
    "Find out {c}. It is written in {p}.",
    "Find out {c} by reading {p}",
    "Find out {c}; see {p}.",
    "Tell me from {p} {c}",
    "Tell me {c}. Read {p} for that.",
    "Tell me {c}. See the file {p}.",
    "Tell me {c}; read it in {p}",
    "Tell me {c}, as {p} says.",
    "Tell me {c} according to {p}.",
    "Please read {p} and tell me {c}.",
    "Please read {p}. {q}",
    "Please open {p} and find out {c}",
    "Please look into {p} and tell me {c}.",
    "Please find {c} in {p}",
    "Please check {p}: {q}",
    "Can you read {p} and tell me {c}?",
    "Can you tell me from the file {p} {c}?",
    "Can you find {c} in {p}?",
    "Can you open {p} and look up {c}?",
    "Could you read {p} and find out {c}?",
    "Could you look into {p} and tell me {c}?",
    "Could you check {p} for {c}?",
    "Would you read {p} and say {c}?",
    "Does {p} say {c}?",
    "Do you find {c} in {p}?",
    "What does the file {p} say on this: {q}",
    "What is written in {p}: {Q}",
    "I have a question about {p}: {q}",
    "I have a file {p}. {q}",
    "I want to know {c}. Read {p}.",
    "I want to know from {p} {c}",
    "I need to know {c}. It is in {p}.",
    "I need {c} from the file {p}.",
    "I'd like to know {c}; it stands in {p}.",
    "I wonder {c}. Read {p} and tell me.",
    "I put it into {p}. {q}",
    "From {p} I need {c}",
    "From the file {p}, find out {c}.",
    "From {p}: {q}",
    "In {p} it is written {c}. Tell me.",
    "In {p} you find {c}. Tell me.",
    "In the file {p} you can read {c}. What is it?",
    "Inside {p}: {q}",
    "Using {p}, tell me {c}",
    "Using the file {p}, find out {c}.",
    "Use {p} to answer this: {q}",
    "Use {p} to find out {c}",
    "Going by {p}, {Q}",
    "According to the file {p}, {Q}",
    "As {p} has it, {Q}",
    "According to {p}: {q}",
    "See the file {p} and tell me {c}",
    "See {p} for {c}.",
    "The file {p} says {c}. Tell me.",
    "The answer is in the file {p}: {q}",
    "There is a file {p}. {q}",
    "There is a file {p} that says {c}. Tell me.",
    "You find it in {p}. {q}",
    "{q} Read {p}.",
    "{q} Read the file {p}.",
    "{q} Please read {p}.",
    "{q} Look into {p}.",
    "{q} Look in the file {p}",
    "{q} Open {p} and see.",
    "{q} Check {p}.",
    "{q} You find it in {p}.",
    "{q} It is written in {p}",
    "{q} It should be in {p}.",
    "{q} It stands in the file {p}.",
    "{q} Use {p}.",
    "{q} Take it from {p}",
    "{q} (see {p})",
    "{q} Source: {p}",
    "{q} I think it is in {p}.",
    "{q} The file {p} says it.",
    "{q} {p} has the answer.",
    "{p}: {q}",
    "{p} should say {c}. Tell me.",
    "Question on {p}: {q}",
)


def read_answer(words: Words) -> Episode:
    """A question about a file that the user names."""
    known = fact(words)
    path = values.path(words)
    text, stated = document(words, known)
    asked = words.phrasing(known.relation.questions)
    asked = fill(asked, known.subject, known.attribute, "", known.unit)
    form = words.phrasing(READ_FOR).replace("{p}", path).replace("{x}", known.subject)
    form = form.replace("{q}", asked).replace("{Q}", asked[0].lower() + asked[1:])
    script = Script().user(form.replace("{c}", clause(words, known)))
    script.calls(call("read_file", {"path": path})).results(text)
    found = Found(text, stated, path)
    return script.says(found.answer).episode(builtin.read_file(words))


def read_not_found(words: Words) -> Episode:
    """A question that the named file does not answer."""
    known, other = fact(words), fact(words)
    path = values.path(words)
    text, _ = document(words, other)
    script = Script().user(f"Read {path} and tell me {clause(words, known)}.")
    script.calls(call("read_file", {"path": path})).results(text or paragraph(words, [], 2))
    return script.says(NOT_FOUND).episode(builtin.read_file(words))
