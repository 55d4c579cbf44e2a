/* The page: its turns in order, the overview, search, filters, keys and themes. */

const filters = {
  miss: ["a miss", (turn) => turn.miss !== null],
  tools: ["tools", (turn) => turn.calls.length > 0],
  failed: ["a failure", (turn) => (turn.total === null && !isRunning(turn)) || turn.calls.some((call) => call.ok === false)],
};

let articles = [];
let selected = null;

/* Take in turns, epochs and runs, new ones or what has become of known ones. */
function merge(update) {
  const following = selected === null && articles.length > 0 && atBottom();
  Object.assign(data, { ...update, turns: data.turns, epochs: data.epochs, runs: data.runs });
  for (const run of update.runs) data.runs[run.number - 1] = run;
  for (const epoch of update.epochs) data.epochs.set(epoch.number, epoch);
  const changed = new Set(update.turns.map((turn) => turn.number));
  for (const turn of update.turns) {
    data.turns[turn.number - 1] = turn;
    changed.add(turn.number - 1); // what came before the last one can no longer be running
  }
  scale(update.turns);
  for (const turn of data.turns) if (changed.has(turn.number)) draw(turn);
  for (const run of update.runs) drawRun(run);
  for (const epoch of update.epochs) drawEpoch(epoch);
  if (update.runs.length > 0 && articles.length > 0) fill(articles.at(-1), data.turns.at(-1));
  legend();
  facts();
  apply();
  if (following) scrollTo(0, document.documentElement.scrollHeight);
}

function atBottom() {
  const root = document.documentElement;
  return root.scrollHeight > innerHeight && root.scrollTop + innerHeight >= root.scrollHeight - 4;
}

/* Bars are drawn to one scale: where a turn needs a larger one, all that is there changes. */
function scale(turns) {
  const most = Math.max(widest, ...turns.map((turn) => turn.window || turn.prompt + turn.reserve));
  if (most === widest) return;
  widest = most;
  for (const each of document.querySelectorAll("[data-tokens]")) sized(each, Number(each.dataset.tokens));
  for (const each of articles) drawColumn(each.turn);
}

function draw(turn) {
  if (articles[turn.number - 1]) {
    fill(articles[turn.number - 1], turn);
  } else {
    const run = data.runs[turn.run - 1];
    if (run) drawRun(run);
    for (const epoch of data.epochs.values()) if (epoch.before === turn.number) drawEpoch(epoch);
    const made = article(turn);
    articles.push(made);
    $("turns").append(made);
  }
  drawColumn(turn);
}

function drawRun(run) {
  const there = $(`run-${run.number}`);
  const made = runHeading(run);
  if (!there) $("turns").append(made);
  else if (!there.isEqualNode(made)) there.replaceWith(made);
}

function drawEpoch(epoch) {
  if (!$(`epoch-${epoch.number}`)) $("turns").append(epochBlock(epoch));
}

function drawColumn(turn) {
  const svg = $("overview");
  const made = element("g", { id: `column-${turn.number}` });
  const rectangle = (kind, from, to) => made.append(element("rect", {
    class: kind, x: turn.number - 0.92, width: 0.84, y: 100 - to, height: Math.max(0, to - from),
  }));
  const height = (tokens) => (94 * tokens) / widest;
  rectangle("hit", 0, height(turn.cached ?? 0));
  rectangle("computed", height(turn.cached ?? 0), height(turn.prompt));
  if (turn.miss) rectangle("mark", 95, 100);
  const there = $(made.id);
  if (there) there.replaceWith(made);
  else svg.append(made);
  svg.setAttribute("viewBox", `0 0 ${columns()} 100`);
}

/* As many as there are turns; of a few turns the columns do not become as wide as the page. */
function columns() {
  return Math.max(60, data.turns.length);
}

function legend() {
  if ($("legend").children.length > 0) return;
  for (const part of [...data.parts, "reserve"]) {
    $("legend").append(element("li", {}, element("i", { class: part }), names[part]));
  }
}

function facts() {
  const sum = (of) => data.turns.reduce((total, turn) => total + (of(turn) ?? 0), 0);
  const prompt = sum((turn) => turn.prompt);
  const cached = sum((turn) => turn.cached);
  const missed = data.turns.filter((turn) => turn.miss).length;
  $("title").textContent = data.title || data.session;
  $("facts").textContent = [
    data.session, data.model, `${data.turns.length} turns`, `${data.epochs.size} compactions`,
    `${number(prompt)} prompt tokens, ${prompt ? Math.round((100 * cached) / prompt) : 0}% cached`,
    `${missed} turns with a miss`,
  ].filter(Boolean).join(" · ");
  document.title = `${data.title || data.session} · Holdfast trace`;
}

/* Forget the session that is shown, for another. */
function clear() {
  Object.assign(data, { turns: [], epochs: new Map(), runs: [], artifacts: {} });
  articles = [];
  selected = null;
  widest = 1;
  for (const id of ["turns", "overview", "title", "facts"]) $(id).replaceChildren();
}

function words(turn) {
  const calls = turn.calls.flatMap((call) => [call.name, call.arguments, call.text, call.artifact]);
  return [...turn.said, turn.text, turn.reasoning, ...calls, turn.miss?.reason ?? ""]
    .join("\n").toLowerCase();
}

function select(target) {
  selected = target;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

function step(forward, fits = () => true) {
  const visible = articles.filter((each) => !each.hidden);
  const from = visible.indexOf(selected);
  const order = forward ? visible.slice(from + 1) : visible.slice(0, Math.max(0, from)).reverse();
  const next = order.find(fits);
  if (next) select(next);
}

function apply() {
  const text = $("search").value.trim().toLowerCase();
  const wanted = Object.keys(filters).filter((name) => $(`only-${name}`).checked);
  let shown = 0;
  for (const each of articles) {
    if (text && each.words === undefined) each.words = words(each.turn);
    each.hidden = !wanted.every((name) => filters[name][1](each.turn))
      || (text !== "" && !each.words.includes(text));
    shown += each.hidden ? 0 : 1;
  }
  for (const each of document.querySelectorAll(".run, .epoch")) each.hidden = shown < articles.length;
  $("shown").textContent = shown === articles.length ? "" : `${shown} of ${articles.length} turns`;
}

function controls() {
  for (const [name, [title]] of Object.entries(filters)) {
    const box = element("input", { type: "checkbox", id: `only-${name}` });
    box.addEventListener("change", apply);
    $("filters").append(element("label", {}, box, ` ${title}`));
  }
  $("search").addEventListener("input", apply);
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  $("theme").addEventListener("click", turnTheme);
  $("overview").addEventListener("click", (event) => {
    const box = $("overview").getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * columns());
    const target = articles[Math.min(articles.length - 1, Math.max(0, index))];
    if (target) { target.hidden = false; select(target); }
  });
}

function turnTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
}

const keys = {
  j: () => step(true),
  k: () => step(false),
  m: () => step(true, (each) => each.turn.miss !== null),
  e: () => step(true, (each) => each.turn.epoch > (selected?.turn.epoch ?? 0)),
  t: turnTheme,
  "/": () => $("search").focus(),
  Enter: () => { if (selected) toggle(selected); },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (typing && event.key === "Escape") event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || $("artifact").open) return;
  if (event.target.closest("button, a") && event.key === "Enter") return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

document.documentElement.dataset.theme =
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
controls();
