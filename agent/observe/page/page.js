"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const names = {
  prefix: "prefix", user: "user", assistant: "assistant", results: "tool results",
  passages: "passages", shortened: "summary and masked", reserve: "reserved for the answer",
  free: "free",
};

function element(tag, attributes = {}, ...children) {
  const made = tag === "rect"
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function milliseconds(value) {
  return value >= 10000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
}

function pieces(turn) {
  const found = data.parts.map((part) => [part, turn.parts[part]]);
  found.push(["reserve", turn.reserve]);
  if (turn.window) found.push(["free", Math.max(0, turn.window - turn.prompt - turn.reserve)]);
  return found.filter(([, tokens]) => tokens > 0);
}

const widest = Math.max(1, ...data.turns.map((turn) => turn.window || turn.prompt + turn.reserve));

/* Sizes are set through the CSSOM, which the page's policy allows; style attributes it does not. */
function bar(turn) {
  const made = element("div", { class: "bar", role: "img" });
  const said = [];
  for (const [part, tokens] of pieces(turn)) {
    const piece = element("div", { class: part, title: `${names[part]}: ${number(tokens)} tokens` });
    piece.style.width = `${(100 * tokens) / widest}%`;
    piece.dataset.part = part;
    piece.dataset.tokens = tokens;
    made.append(piece);
    said.push(`${names[part]} ${number(tokens)}`);
  }
  made.setAttribute("aria-label", said.join(", "));
  return made;
}

function cachedLine(turn) {
  const made = element("div", { class: "cached", title: `cached: ${number(turn.cached ?? 0)} tokens` });
  made.style.width = `${(100 * (turn.cached ?? 0)) / widest}%`;
  return made;
}

function head(turn) {
  const made = element("div", { class: "head" }, element("b", {}, `#${turn.number}`));
  const add = (text, kind = "") => made.append(element("span", { class: kind }, text));
  add(`${number(turn.prompt)} tokens`);
  add(turn.cached === null
    ? "cached tokens not reported"
    : `${number(turn.cached)} cached, ${number(turn.expected)} expected`);
  if (turn.first_token !== null) add(`first token ${milliseconds(turn.first_token)}`);
  if (turn.speed) add(`${turn.speed.toFixed(0)} tokens/s`);
  if (turn.completion) add(`${number(turn.completion)} generated`);
  for (const call of turn.calls) {
    const time = call.milliseconds === null ? "" : ` ${milliseconds(call.milliseconds)}`;
    add(`${call.ok === false ? "✗" : call.ok ? "✓" : "…"} ${call.name}${time}`, call.ok === false ? "failed" : "");
  }
  if (turn.miss) add(`${number(turn.miss.tokens)} missed: ${turn.miss.reason}`, "miss");
  if (turn.total === null) add("no answer", "failed");
  return made;
}

function block(title, text) {
  const shown = element("pre", { tabindex: "0" });
  shown.textContent = text;
  return [element("h3", {}, title), shown];
}

function openArtifact(handle) {
  const dialog = $("artifact");
  dialog.querySelector("h2").textContent = handle;
  dialog.querySelector("pre").textContent = data.artifacts[handle];
  dialog.showModal();
}

function artifactButton(handle) {
  if (!(data.artifacts && handle in data.artifacts)) {
    return element("span", {}, ` ${handle} (not in this page)`);
  }
  const button = element("button", { type: "button" }, `open ${handle}`);
  button.addEventListener("click", () => openArtifact(handle));
  return button;
}

function why(miss) {
  const place = miss.place;
  const at = place
    ? [["token", place.token], ["message", place.message], ["field", place.field || null]]
      .filter(([, value]) => value !== null).map(([name, value]) => `${name} ${value}`).join(", ")
    : "";
  const lines = [`${number(miss.tokens)} tokens: ${miss.reason}`, miss.evidence, at];
  if (place && (place.before || place.after)) {
    lines.push(`before: ${place.before}`, `after:  ${place.after}`);
  }
  return lines.filter(Boolean).join("\n");
}

function details(turn) {
  const made = element("div", { class: "details" });
  for (const text of turn.said) made.append(...block("said", text));
  if (turn.reasoning) made.append(...block("reasoning", turn.reasoning));
  if (turn.text) made.append(...block("answer", turn.text));
  for (const call of turn.calls) {
    const permission = call.permission;
    const decided = permission
      ? ` · ${permission.allowed ? "allowed" : "refused"} by ${permission.by}${permission.rule ? `: ${permission.rule}` : ""}`
      : "";
    made.append(...block(`${call.name}${decided}`, call.arguments));
    if (call.text) made.append(...block("result", call.text));
    if (call.artifact) made.append(artifactButton(call.artifact));
  }
  if (turn.miss) {
    made.append(...block("why tokens were computed again", why(turn.miss)));
  }
  return made;
}

function toggle(article) {
  const open = article.querySelector(".details");
  if (open) open.remove();
  else article.append(details(article.turn));
  article.setAttribute("aria-expanded", String(!open));
}

function article(turn) {
  const made = element("article", {
    tabindex: "-1", id: `turn-${turn.number}`, "aria-expanded": "false",
    "aria-label": `Turn ${turn.number}`,
  });
  made.turn = turn;
  made.append(head(turn), bar(turn), cachedLine(turn));
  made.querySelector(".head").addEventListener("click", () => { select(made); toggle(made); });
  return made;
}

const filters = {
  miss: ["a miss", (turn) => turn.miss !== null],
  tools: ["tools", (turn) => turn.calls.length > 0],
  failed: ["a failure", (turn) => turn.total === null || turn.calls.some((call) => call.ok === false)],
};

function words(turn) {
  const calls = turn.calls.flatMap((call) => [call.name, call.arguments, call.text, call.artifact]);
  return [...turn.said, turn.text, turn.reasoning, ...calls, turn.miss?.reason ?? ""]
    .join("\n").toLowerCase();
}

const articles = [];

function build() {
  const main = $("turns");
  const epochs = new Map(data.epochs.map((epoch) => [epoch.before, epoch]));
  let run = 0;
  for (const turn of data.turns) {
    if (turn.run !== run) {
      run = turn.run;
      const { status = "", detail = "" } = data.runs[run - 1] ?? {};
      const ended = status ? `${status}${detail ? `: ${detail}` : ""}` : "not ended";
      main.append(element("div", { class: "run" }, `Run ${run} `, element("small", {}, ended)));
    }
    const epoch = epochs.get(turn.number);
    if (epoch) main.append(epochBlock(epoch));
    const made = article(turn);
    articles.push(made);
    main.append(made);
  }
}

function epochBlock(epoch) {
  const made = element("div", { class: "epoch", id: `epoch-${epoch.number}` },
    `Epoch ${epoch.number}: the window of ${number(epoch.tokens_before)} tokens was compacted, `
    + `${epoch.masked} results masked. `);
  if (epoch.artifact) made.append(artifactButton(epoch.artifact));
  if (epoch.opening) made.append(...block("what stands for what left", epoch.opening));
  return made;
}

function overview() {
  const svg = $("overview");
  const count = Math.max(1, data.turns.length);
  svg.setAttribute("viewBox", `0 0 ${count} 100`);
  svg.setAttribute("preserveAspectRatio", "none");
  data.turns.forEach((turn, index) => {
    const rectangle = (kind, from, to) => svg.append(element("rect", {
      class: kind, x: index + 0.08, width: 0.84, y: 100 - to, height: Math.max(0, to - from),
    }));
    const height = (tokens) => (94 * tokens) / widest;
    rectangle("hit", 0, height(turn.cached ?? 0));
    rectangle("computed", height(turn.cached ?? 0), height(turn.prompt));
    if (turn.miss) rectangle("mark", 95, 100);
  });
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * count);
    const target = articles[Math.min(count - 1, Math.max(0, index))];
    if (target) { target.hidden = false; select(target); }
  });
}

function legend() {
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
    data.session, data.model, `${data.turns.length} turns`, `${data.epochs.length} compactions`,
    `${number(prompt)} prompt tokens, ${prompt ? Math.round((100 * cached) / prompt) : 0}% cached`,
    `${missed} turns with a miss`,
  ].filter(Boolean).join(" · ");
  document.title = `${data.title || data.session} · Holdfast trace`;
}

let selected = null;

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
  if (event.target instanceof HTMLButtonElement && event.key === "Enter") return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

document.documentElement.dataset.theme =
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
facts();
legend();
overview();
controls();
build();
