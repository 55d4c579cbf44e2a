"use strict";
/* A turn as it is drawn: its line, its bar, and what opens below it. */

const $ = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const names = {
  prefix: "prefix", user: "user", assistant: "assistant", results: "tool results",
  passages: "passages", shortened: "summary and masked", reserve: "reserved for the answer",
  free: "free",
};

/* What is known of the session; `merge` adds to it. */
const data = { parts: [], turns: [], epochs: new Map(), runs: [], artifacts: {} };
let widest = 1;

function element(tag, attributes = {}, ...children) {
  const made = tag === "rect" || tag === "g"
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

/* Sizes are set through the CSSOM, which the page's policy allows; style attributes it does not. */
function sized(made, tokens) {
  made.dataset.tokens = tokens;
  made.style.width = `${(100 * tokens) / widest}%`;
  return made;
}

function bar(turn) {
  const made = element("div", { class: "bar", role: "img" });
  const said = [];
  for (const [part, tokens] of pieces(turn)) {
    const piece = element("div", { class: part, title: `${names[part]}: ${number(tokens)} tokens` });
    piece.dataset.part = part;
    made.append(sized(piece, tokens));
    said.push(`${names[part]} ${number(tokens)}`);
  }
  made.setAttribute("aria-label", said.join(", "));
  return made;
}

function cachedLine(turn) {
  const cached = turn.cached ?? 0;
  return sized(element("div", { class: "cached", title: `cached: ${number(cached)} tokens` }), cached);
}

function head(turn) {
  const made = element("div", { class: "head" }, element("b", {}, `#${turn.number}`));
  const add = (text, kind = "") => made.append(element("span", { class: kind }, text));
  add(`${number(turn.prompt)} tokens`);
  if (turn.total === null) add(`${number(turn.expected)} expected in the cache`);
  else if (turn.cached === null) add("cached tokens not reported");
  else add(`${number(turn.cached)} cached, ${number(turn.expected)} expected`);
  if (turn.first_token !== null) add(`first token ${milliseconds(turn.first_token)}`);
  if (turn.speed) add(`${turn.speed.toFixed(0)} tokens/s`);
  if (turn.completion) add(`${number(turn.completion)} generated`);
  for (const call of turn.calls) {
    const time = call.milliseconds === null ? "" : ` ${milliseconds(call.milliseconds)}`;
    const failed = call.ok === false;
    add(`${failed ? "✗" : call.ok ? "✓" : "…"} ${call.name}${time}`, failed ? "failed" : "");
  }
  if (turn.miss) add(`${number(turn.miss.tokens)} missed: ${turn.miss.reason}`, "miss");
  if (turn.total === null) add(isRunning(turn) ? "…" : "no answer", isRunning(turn) ? "" : "failed");
  return made;
}

/* Whether its answer may still come. */
function isRunning(turn) {
  return turn.number === data.turns.length && data.runs[turn.run - 1]?.status === "";
}

function block(title, text) {
  const shown = element("pre", { tabindex: "0" });
  shown.textContent = text;
  return [element("h3", {}, title), shown];
}

function showArtifact(handle, text) {
  const dialog = $("artifact");
  dialog.querySelector("h2").textContent = handle;
  dialog.querySelector("pre").textContent = text;
  if (!dialog.open) dialog.showModal();
}

function artifactButton(handle) {
  if (!data.fetchArtifact && !(handle in data.artifacts)) {
    return element("span", {}, ` ${handle} (not in this page)`);
  }
  const button = element("button", { type: "button" }, `open ${handle}`);
  button.addEventListener("click", async () => {
    showArtifact(handle, data.artifacts[handle] ?? await data.fetchArtifact(handle));
  });
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
  fill(made, turn);
  made.addEventListener("click", (event) => {
    if (event.target.closest(".head")) { select(made); toggle(made); }
  });
  return made;
}

/* Draw a turn, or what has become of it; what is open stays open. */
function fill(made, turn) {
  made.turn = turn;
  made.words = undefined;
  const drawn = [head(turn), bar(turn), cachedLine(turn)];
  const open = made.querySelector(".details");
  if (open) patch(open, details(turn));
  if (made.children.length === 0) made.append(...drawn);
  else drawn.forEach((each, index) => made.children[index].replaceWith(each));
}

/* Make `old` hold what `fresh` does; what is equal stays, with its focus and scroll position. */
function patch(old, fresh) {
  const wanted = [...fresh.children];
  wanted.forEach((each, index) => {
    const there = old.children[index];
    if (!there) old.append(each);
    else if (!there.isEqualNode(each)) there.replaceWith(each);
  });
  while (old.children.length > wanted.length) old.lastElementChild.remove();
}

function epochBlock(epoch) {
  const made = element("div", { class: "epoch", id: `epoch-${epoch.number}` },
    `Epoch ${epoch.number}: the window of ${number(epoch.tokens_before)} tokens was compacted, `
    + `${epoch.masked} results masked. `);
  if (epoch.artifact) made.append(artifactButton(epoch.artifact));
  if (epoch.opening) made.append(...block("what stands for what left", epoch.opening));
  return made;
}

function runHeading(run) {
  const ended = run.status ? `${run.status}${run.detail ? `: ${run.detail}` : ""}` : "not ended";
  return element("div", { class: "run", id: `run-${run.number}` },
    `Run ${run.number} `, element("small", {}, ended));
}
