// What the page knows: what is asked for (all of it in the address), what has been computed, and what is being watched.
import { batch, computed, signal } from "@preact/signals";
import { about, lang, languages } from "page/words";
import { messages, Reel } from "page/reel";

const SIDES = ["A", "B"];
export const opened = location.hash.slice(1); // before the page writes its own state there
export const stored = about.replay ?? null; // in a replay, what it was made of
export const TABS = ["lessons", "watch", "bet", "change", "story", "luck", ...(stored ? [] : ["decide"])];
export const blank = () => side();
const side = (given = {}) => ({ policies: [], set: {}, until: {}, directives: [], ...given });

export const catalogue = signal(about); // of the scenario at hand
export const setup = signal({ scenario: about.scenario.id, seed: 7, start: about.scenario.start, lesson: "", A: side(), B: side() });
export const tab = signal("lessons");
export const lens = signal(2); // opens on what stands in the books
export const week = signal(0);
export const playing = signal(false);
export const speed = signal(4); // weeks a second
export const reel = signal(null);
export const ready = signal(0);
export const finished = signal(false);
export const shown = signal(null); // what was asked for when all that is shown was computed
export const busy = signal(false);
export const wrong = signal(null); // {where, place, message}
export const dropped = signal([]);
export const luck = signal({ lines: [], intervals: {} });
export const bets = signal({});
export const skipped = signal(false);
export const curve = signal([]); // drawn in a bet
export const chosen = signal(null); // a firm
export const accident = signal(null); // that of the story: {side, week, firm, nth}
export const problem = signal(""); // of the decision
export const budget = signal(null); // that the decision's line was moved to
export const said = signal(""); // what screen readers are told

export const lesson = computed(() => about.lessons.find((each) => each.id === setup.value.lesson) ?? null);
export const toBet = computed(() => lesson.value?.bets ?? Object.keys(catalogue.value.outcomes).slice(0, 5));
export const betting = computed(() => Boolean(lesson.value) && !skipped.value && lesson.value.bets.some((name) => !(name in bets.value)));
export const seen = computed(() => finished.value && week.value >= (reel.value?.weeks ?? 0) - 1);

// --- undo -------------------------------------------------------------------------------------------------------------

const past = signal([]);
const future = signal([]);
export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);

/** Changes what is asked for, and computes it; the change can be undone. */
export function change(update, { compute = true } = {}) {
  past.value = [...past.value.slice(-99), setup.value];
  future.value = [];
  setup.value = { ...setup.value, ...update };
  if (compute) run();
}

export const changeSide = (name, update) => change({ [name]: { ...setup.value[name], ...update } });

function travel(from, to) {
  if (!from.value.length) return;
  to.value = [...to.value, setup.value];
  setup.value = from.value.at(-1);
  from.value = from.value.slice(0, -1);
  run();
}

export const undo = () => travel(past, future);
export const redo = () => travel(future, past);

/** Shows the last change once more: back, and after a moment forward again. */
export function again() {
  if (!past.value.length) return;
  undo();
  setTimeout(redo, 1200);
}

// --- lessons ----------------------------------------------------------------------------------------------------------

export function open(name) {
  const told = about.lessons.find((each) => each.id === name);
  const given = (letter) => side({ policies: told[letter].policies, set: told[letter].set, until: told[letter].until, directives: told[letter].directives });
  batch(() => {
    bets.value = {};
    curve.value = [];
    skipped.value = false;
    playing.value = false;
    lens.value = 2;
    week.value = told.week;
    tab.value = "bet";
    change({ scenario: told.scenario, seed: told.seed, start: told.start, lesson: name, A: given("A"), B: given("B") });
  });
}

// --- the address ------------------------------------------------------------------------------------------------------

export function fragment() {
  const { scenario, seed, start, lesson: name, A, B } = setup.value;
  const told = new URLSearchParams({ lang: lang.value, tab: tab.value, scenario, seed, start, lens: lens.value, week: week.value });
  if (name) told.set("lesson", name);
  if (accident.value) told.set("story", ["side", "week", "firm", "nth"].map((key) => accident.value[key]).join("."));
  if (problem.value) told.set("problem", problem.value);
  if (budget.value !== null) told.set("budget", budget.value);
  for (const [letter, given] of [["A", A], ["B", B]]) {
    for (const key of ["policies", "set", "until", "directives"])
      if (Object.keys(given[key]).length) told.set(`${letter}.${key}`, JSON.stringify(given[key]));
  }
  return told.toString();
}

const whole = (low, high) => (told) => (/^\d{1,15}$/.test(told) && +told >= low && +told <= high ? +told : undefined);
const one = (known) => (told) => (known.includes(told) ? told : undefined);
const json = (fits) => (told) => {
  try {
    const read = JSON.parse(told);
    return fits(read) ? read : undefined;
  } catch {
    return undefined;
  }
};
const place = (told) => {
  const read = /^([AB])\.(\d{1,4})\.(\d{1,6})\.(\d{1,2})$/.exec(told);
  return read ? { side: read[1], week: +read[2], firm: +read[3], nth: +read[4] } : undefined;
};
const object = (read) => read !== null && typeof read === "object" && !Array.isArray(read);
const READERS = {
  lang: one(languages),
  tab: one(TABS),
  scenario: one(about.scenarios.map((each) => each.id)),
  seed: whole(0, 2 ** 53 - 1),
  start: whole(0, 5199),
  lens: whole(0, 4),
  week: whole(0, 5199),
  lesson: one(about.lessons.map((each) => each.id)),
  story: place,
  problem: (told) => (/^[\w-][\w.-]{0,79}$/.test(told) ? told : undefined),
  budget: whole(0, 1e13),
};
for (const letter of SIDES) {
  READERS[`${letter}.policies`] = json((read) => Array.isArray(read) && read.every((name) => typeof name === "string"));
  READERS[`${letter}.set`] = json((read) => object(read) && Object.values(read).every((v) => ["number", "string", "boolean"].includes(typeof v)));
  READERS[`${letter}.until`] = json((read) => object(read) && Object.values(read).every(Number.isInteger));
  READERS[`${letter}.directives`] = json((read) => Array.isArray(read) && read.every(object));
}

/** Takes over the state of an address; what cannot be read is left at its default, and told. */
export function restore(told) {
  const lost = [], read = {};
  for (const [key, value] of new URLSearchParams(told)) {
    const taken = READERS[key]?.(value);
    if (taken === undefined) lost.push(key);
    else read[key] = taken;
  }
  const { A, B, ...others } = setup.value;
  const sides = { A: side(), B: side() };
  for (const letter of SIDES)
    for (const key of ["policies", "set", "until", "directives"]) if (`${letter}.${key}` in read) sides[letter][key] = read[`${letter}.${key}`];
  const pick = (key) => read[key] ?? others[key];
  batch(() => {
    setup.value = { scenario: pick("scenario"), seed: pick("seed"), start: pick("start"), lesson: read.lesson ?? "", ...sides };
    lang.value = read.lang ?? lang.value;
    tab.value = read.tab ?? tab.value;
    lens.value = read.lens ?? lens.value;
    week.value = read.week ?? week.value;
    accident.value = read.story ?? null;
    problem.value = read.problem ?? "";
    budget.value = read.budget ?? null;
    dropped.value = lost;
    skipped.value = Boolean(read.lesson) && read.tab !== "bet";
  });
}

// --- computing --------------------------------------------------------------------------------------------------------

let latest = null; // what cancels the move that runs

export const asked = () => {
  const { scenario, seed, start, A, B } = setup.value;
  return { scenario, seed, start, A, B };
};

export async function post(path, told, signal) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(told), signal });
  if (!answer.ok) throw Object.assign(new Error(answer.statusText), { told: await answer.json().catch(() => null) });
  return answer;
}

/** Returns what the server says is wrong, in both languages; or that it has said nothing, and why. */
export const refused = (error) => error.told ?? { where: "", place: null, message: null, why: String(error.message) };

/** Computes both offices anew, and then how lucky they were; a newer move gives up an older one. */
export async function run() {
  if (stored) return;
  latest?.abort();
  latest = new AbortController();
  const { signal } = latest, mine = setup.value;
  busy.value = true;
  delete document.documentElement.dataset.shown;
  wrong.value = null;
  try {
    await describe(signal);
    await show(messages((await post("/api/run", asked(), signal)).body), signal);
    shown.value = mine;
    await compare(signal);
  } catch (error) {
    if (signal.aborted) return;
    wrong.value = refused(error);
  } finally {
    if (!signal.aborted) busy.value = false;
  }
}

async function describe(signal) {
  if (catalogue.value.scenario.id === setup.value.scenario) return;
  const answer = await fetch(`/api/scenario/${setup.value.scenario}`, { signal });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("refused"), { told });
  catalogue.value = { ...about, ...told };
}

async function show(stream, signal) {
  let fresh = null;
  for await (const part of stream) {
    if (signal?.aborted) return;
    if (part.head.type === "start") {
      fresh = new Reel(part.head, part.columns);
      luck.value = { lines: [], intervals: {} };
    } else fresh.add(part);
    // the old picture stays until the new one has come as far
    if (part.head.type !== "start" && (fresh.ready > week.value || part.head.type === "end"))
      batch(() => {
        if (reel.value !== fresh) finished.value = false;
        reel.value = fresh;
        ready.value = fresh.ready;
        week.value = Math.min(week.value, fresh.weeks - 1);
        if (part.head.type === "end") finished.value = true;
      });
  }
  document.documentElement.dataset.shown = "yes";
}

/** Yields what an answer tells, line by line. */
export async function* linesOf(answer, signal) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return;
    const parts = (held + value).split("\n");
    held = parts.pop();
    yield parts.filter(Boolean).map((line) => JSON.parse(line));
  }
}

async function compare(signal) {
  const lines = [];
  for await (const more of linesOf(await post("/api/compare", asked(), signal), signal)) {
    lines.push(...more);
    luck.value = { lines: [...lines], intervals: lines.findLast((line) => line.intervals)?.intervals ?? {} };
  }
}

/** Opens what a replay holds. */
export async function unpack() {
  const { move, view, luck: lines } = stored;
  const packed = Uint8Array.from(atob(document.getElementById("trace").textContent), (letter) => letter.charCodeAt(0));
  setup.value = { ...setup.value, ...move, start: move.start ?? about.scenario.start, lesson: view.lesson ?? "" };
  bets.value = {};
  tab.value = view.lesson ? "bet" : "watch";
  week.value = view.week ?? lesson.value?.week ?? Math.max(0, setup.value.start - 13);
  if (opened) restoreView();
  await show(messages(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))));
  luck.value = { lines, intervals: lines.findLast((line) => line.intervals)?.intervals ?? {} };
}

function restoreView() {
  const told = new URLSearchParams(opened);
  for (const [key, target] of [["lang", lang], ["tab", tab], ["lens", lens], ["week", week]]) {
    const read = told.has(key) ? READERS[key](told.get(key)) : undefined;
    if (read !== undefined) target.value = read;
  }
  if (tab.value !== "bet") skipped.value = true;
}

export async function download() {
  const view = { lang: lang.value, lesson: setup.value.lesson, week: lesson.value?.week };
  const answer = await post("/api/replay", { ...asked(), view });
  save(await answer.blob(), `${setup.value.scenario}-${setup.value.seed}.html`);
}

export function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
