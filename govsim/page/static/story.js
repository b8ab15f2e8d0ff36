// Story: one accident looked into. Who could have known what when, what would have averted it, two ledgers of blame.
// All that is told, and every drawing, is worded by the server as `govsim investigate` words it.
import { effect, untracked } from "@preact/signals";
import { html } from "page/html";
import { job, Wait, Wrong } from "page/job";
import { accident, asked, betting, catalogue, change, lens, reel, said, save, setup, shown, stored, tab, week } from "page/state";
import { label, lang, t } from "page/words";

const SIDES = ["A", "B"];
const { state, ask } = job();

// --- which accident ---------------------------------------------------------------------------------------------------

/** Returns the accidents of an office up to a week that a level knows, each with its place among those of firm and week. */
export function accidentsOf(side, { firm, until = Infinity, level = 0 } = {}) {
  const met = new Map();
  return (reel.value?.[side].accidents ?? [])
    .map((one) => {
      const key = `${one.week} ${one.firm}`, nth = met.get(key) ?? 0;
      met.set(key, nth + 1);
      return { ...one, side, nth };
    })
    .filter((one) => one.week <= until && one.level >= level && (firm === undefined || one.firm === firm));
}

/** Returns the last accident of a firm that is shown now, in one office or in either. */
export function lastOf(firm, sides = SIDES) {
  const shown = sides.flatMap((side) => accidentsOf(side, { firm, until: week.value, level: lens.value }));
  return shown.sort((a, b) => a.week - b.week).at(-1) ?? null;
}

export const nameOfAccident = ({ side, week: when, firm, deaths }) => t(deaths ? "story_dead" : "story_of", { side, week: when, firm, deaths });

export function openStory({ side, week: when, firm, nth = 0 }) {
  if (betting.value) return;
  accident.value = { side, week: when, firm, nth };
  tab.value = "story";
  queueMicrotask(() => document.getElementById("tab-story")?.focus());
}

const same = (one, other) => ["side", "week", "firm", "nth"].every((key) => one[key] === other[key]);
const happens = (wanted) => accidentsOf(wanted.side).some((one) => same(one, wanted));

let atWork = ""; // what is told, or being told

effect(() => {
  const wanted = accident.value, office = setup.value;
  if (stored || !wanted || shown.value !== office || tab.value !== "story" || !happens(wanted)) return;
  const key = JSON.stringify([office, wanted]);
  if (key === atWork) return;
  atWork = key;
  untracked(() => {
    ask("/api/story", { ...asked(), accident: wanted }).then(() => {
      if (state.value.told) said.value = state.value.told.words[lang.value].title;
      else if (atWork === key) atWork = "";
    });
  });
});

// --- what is told -----------------------------------------------------------------------------------------------------

function Choose() {
  const wanted = accident.value, all = SIDES.map((side) => [side, accidentsOf(side)]);
  const code = (one) => `${one.side}.${one.week}.${one.firm}.${one.nth}`;
  const pick = (event) => openStory(all.flatMap(([, ones]) => ones).find((one) => code(one) === event.target.value));
  return html`<label class="choose">${t("story_choose")} <select value=${wanted ? code(wanted) : ""} onChange=${pick}>
    ${!(wanted && happens(wanted)) && html`<option value="" disabled selected>${t("story_none")}</option>`}
    ${all.map(([side, ones]) => html`<optgroup label=${t("story_office", { side, n: ones.length })}>${ones.map((one) => html`<option value=${code(one)} selected=${wanted && same(one, wanted)}>${nameOfAccident(one)}</option>`)}</optgroup>`)}</select></label>`;
}

/** A drawing of the report: texts in it are escaped where it is made. */
export function Drawing({ svg, note, name }) {
  return html`<figure><div class="drawing-of" tabindex="0" role="region" aria-label=${name} dangerouslySetInnerHTML=${{ __html: svg }}></div>${note && html`<figcaption>${note}</figcaption>`}</figure>`;
}

function Ledgers({ words }) {
  return html`<div><h4>${words.ledger_title}</h4><${Drawing} svg=${words.ledger_svg} name=${words.ledger_title} />
    <table class="ledger"><thead><tr>${words.ledger_names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${words.ledger_rows.map(([who, ...cells]) => html`<tr><th scope="row">${who}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** Hands a remedy to the comparison of two offices on other luck: what would have averted this accident need not avert others. */
function Remedies({ names }) {
  const known = catalogue.value.policies.filter((each) => names.includes(each.name));
  const compare = ({ name }) => {
    const own = setup.value[accident.value.side];
    change({ A: own, B: { ...own, policies: [...own.policies, name] }, lesson: "" });
    tab.value = "luck";
  };
  return known.length > 0 && html`<p class="hint">${t("story_try_how")}</p><div class="form">${known.map((one) => html`<button onClick=${() => compare(one)}>${t("story_try", { policy: label(one) })}</button>`)}</div>`;
}

function Told({ words }) {
  const part = Object.fromEntries(words.parts.map((each) => [each.name, each]));
  const sentences = (name) => part[name].sentences.map((sentence) => html`<p>${sentence}</p>`);
  return html`<article><h2>${words.title}</h2><p class="hint">${words.banner}</p>${words.source && html`<p class="notice">${words.source}</p>`}
    <section><h3>${words.lanes_title}</h3><${Drawing} svg=${words.lanes_svg} note=${words.lanes_key} name=${words.lanes_title} /></section>
    <div class="told"><section><h3>${part.unit.heading}</h3>${sentences("unit")}<h3>${part.course.heading}</h3>${sentences("course")}<h3>${part.toll.heading}</h3>${sentences("toll")}</section>
      <section><h3>${part.causes.heading}</h3>${sentences("causes")}<${Drawing} svg=${words.map_svg} note=${words.map_key} name=${part.causes.heading} /></section></div>
    <section><h3>${part.blame.heading}</h3><div class="told"><${Ledgers} words=${words} /><div class="judged"><h4>${t("story_judged")}</h4>${sentences("blame")}</div></div></section>
    <section><h3>${part.measures.heading}</h3>${sentences("measures")}<${Remedies} names=${words.remedy} /></section></article>`;
}

function keep() {
  const { scenario, seed } = setup.value, { side, week: when, firm } = accident.value;
  save(new Blob([state.value.told.files[lang.value]], { type: "text/html" }), `${scenario}-${seed}-${side}-${when}-${firm}.html`);
}

export function StoryTab() {
  const { told, wrong, busy } = state.value, wanted = accident.value;
  if (stored) return html`<p class="notice">${t("story_served")}</p>`;
  if (betting.value) return html`<p class="hint">${t("after_bet")}</p>`;
  if (shown.value !== setup.value) return html`<p class="wait" role="status">${t("computing")}</p>`;
  const gone = wanted && !happens(wanted);
  return html`<div class="story"><div class="form"><${Choose} /><button onClick=${() => { if (wanted) week.value = Math.min(wanted.week, reel.value.weeks - 1); tab.value = "watch"; }}>${t("story_back")}</button>
    ${!gone && told && html`<button onClick=${keep}>${t("story_keep")}</button>`}</div>
    ${!wanted && html`<p class="hint">${t("story_how")}</p>`}
    ${gone && html`<p class="notice">${t("story_gone", { name: nameOfAccident({ ...wanted, deaths: 0 }) })}</p>`}
    ${!gone && busy && html`<${Wait} told=${state.value} words=${t("story_computing")} />`}
    ${!gone && wrong && html`<${Wrong} told=${wrong} said=${t("story_cannot")} />`}
    ${!gone && wanted && told && html`<${Told} words=${told.words[lang.value]} />`}</div>`;
}
