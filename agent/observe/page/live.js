/* A page that its server tells of sessions and turns, while they are written. */

const token = new URLSearchParams(location.search).get("token") ?? "";
const authorized = { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" };
const RETRY = 1000; // milliseconds

const list = element("nav", { id: "sessions", "aria-label": "Sessions" });
const state = element("p", { id: "state", role: "status" });
const rows = element("ul");
list.append(state, rows);
document.body.prepend(list);
document.body.classList.add("live");
document.querySelector("footer").append(" · ", element("kbd", {}, "s"), " sessions");

data.fetchArtifact = async (handle) => {
  try {
    return await (await fetch(`/artifacts/${encodeURIComponent(handle)}`, authorized)).text();
  } catch (error) {
    return `${handle} cannot be fetched: ${error.message}`;
  }
};

const chosen = () => new URLSearchParams(location.hash.slice(1)).get("session");

function row(session) {
  const link = element("a", { href: `#${new URLSearchParams({ session: session.session })}` });
  link.dataset.session = session.session;
  link.append(element("span", { class: "name" }, session.title || session.session));
  const when = new Date(1000 * session.changed).toLocaleString();
  link.append(element("small", { class: session.status === "running" ? "running" : "" },
    `${session.status} · ${number(session.turns)} turns · ${when}`));
  if (session.session === chosen()) link.setAttribute("aria-current", "page");
  return element("li", {}, link);
}

/* Links that stay keep the focus; where the order changes, it goes back to where it was. */
function showSessions({ sessions, more }) {
  const focused = document.activeElement?.dataset.session;
  patch(rows, element("ul", {}, ...sessions.map(row)));
  if (more) rows.append(element("li", {}, element("small", {}, `and ${number(more)} older ones`)));
  if (focused !== undefined && document.activeElement?.dataset.session !== focused) {
    [...rows.querySelectorAll("a")].find((each) => each.dataset.session === focused)?.focus({ preventScroll: true });
  }
  if (chosen() === null && sessions.length > 0) {
    history.replaceState(null, "", rows.querySelector("a").href);
    follow();
  }
  if (sessions.length === 0) $("title").textContent = "There are no sessions yet";
}

function showProblem({ text }) {
  state.textContent = text;
  state.classList.add("failed");
}

const takes = { sessions: showSessions, turns: merge, problem: showProblem };

/* One server-sent event. Comments keep the connection alive and say nothing. */
function take(message) {
  const fields = Object.fromEntries(message.split("\n").map((line) => {
    const end = line.indexOf(": ");
    return [line.slice(0, end), line.slice(end + 2)];
  }));
  takes[fields.event]?.(JSON.parse(fields.data));
}

/* EventSource would put the token into the address of each connection; a header keeps it out. */
async function listen(session, signal) {
  const query = session === null ? "" : `?${new URLSearchParams({ session })}`;
  const answer = await fetch(`/events${query}`, { ...authorized, signal });
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  state.textContent = "live";
  state.classList.remove("failed");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the server has ended");
    let from = Math.max(0, rest.length - 1);
    rest += value;
    for (let end; (end = rest.indexOf("\n\n", from)) >= 0; from = 0) {
      if (!signal.aborted) take(rest.slice(0, end));
      rest = rest.slice(end + 2);
    }
  }
}

let listening = null;

/* Listen to the chosen session until another is. */
async function follow() {
  listening?.abort();
  const { signal } = (listening = new AbortController());
  clear();
  for (const each of rows.querySelectorAll("a")) {
    if (each.dataset.session === chosen()) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  while (!signal.aborted) {
    try {
      await listen(chosen(), signal);
    } catch (error) {
      if (signal.aborted) return;
      showProblem({ text: `not connected: ${error.message}` });
    }
    await new Promise((resolve) => { setTimeout(resolve, RETRY); });
  }
}

keys.s = () => (rows.querySelector("[aria-current]") ?? rows.querySelector("a"))?.focus();

rows.addEventListener("keydown", (event) => {
  const links = [...rows.querySelectorAll("a")];
  const forward = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = links[links.indexOf(event.target) + forward];
  if (next) { event.preventDefault(); next.focus(); }
});

addEventListener("hashchange", follow);
follow();
