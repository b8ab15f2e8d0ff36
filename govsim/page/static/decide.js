// Decide: what to do under a budget, how sure that is, where it fails, what would change it, what to measure first.
// Sentences are those of `govsim decide`; moving the budget only asks which simulated portfolios are within it.
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { Acceptability, Frontier, Information, Interplay, Regret, three } from "page/decide-charts";
import { html } from "page/html";
import { job, Wait, Wrong } from "page/job";
import { budget, problem, said } from "page/state";
import { label, lang, t, yuan } from "page/words";

const { state, ask } = job();
const listed = signal(null); // problems and finished decisions
const folder = signal("");

async function list() {
  const answer = await fetch("/api/decisions");
  listed.value = answer.ok ? await answer.json() : { problems: [], finished: [] };
  if (!listed.value.problems.some((each) => each.id === problem.value)) problem.value = listed.value.problems[0]?.id ?? "";
  folder.value = listed.value.finished[0]?.id ?? "";
}

const announce = () => state.value.told && (said.value = state.value.told.words[lang.value].sentence);

function decide(asked = null) {
  const given = asked === null ? {} : { budget: asked };
  ask("/api/decide", { problem: problem.value, ...given }).then(() => {
    if (asked !== null && state.value.told) budget.value = null;
    announce();
  });
}

function Ask() {
  const { problems, finished } = listed.value;
  const pick = (event) => { problem.value = event.target.value; budget.value = null; };
  return html`<div class="form">${problems.length > 0 && html`<label>${t("decide_problem")} <select value=${problem.value} onChange=${pick}>${problems.map((each) => html`<option value=${each.id}>${label(each)}</option>`)}</select></label>
      <button class="primary" onClick=${() => decide()}>${t("decide_now")}</button>`}
    ${finished.length > 0 && html`<label>${t("decide_finished")} <select value=${folder.value} onChange=${(event) => (folder.value = event.target.value)}>${finished.map((each) => html`<option value=${each.id}>${each.id}</option>`)}</select></label>
      <button onClick=${() => { budget.value = null; ask("/api/decision", { folder: folder.value }).then(announce); }}>${t("decide_open")}</button>`}</div>
    ${!problems.length && html`<p class="notice">${t("decide_none")}</p>`}`;
}

// --- the budget -------------------------------------------------------------------------------------------------------

/** Returns where a budget stands among the portfolios that were simulated. */
function standing(data) {
  const { payer, cost, otherwise_allowed: kept } = data.within_budget;
  const dearest = Math.max(...Object.values(cost), data.budget[payer] ?? 0, 1);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(dearest)) - 2), most = Math.ceil((1.05 * dearest) / step) * step;
  const at = budget.value ?? data.budget[payer] ?? most;
  const within = new Set(kept.filter((label) => label === "none" || cost[label] <= at));
  const net = Object.fromEntries(data.portfolios.map((each) => [each.label, each.net_benefit.mean]));
  const best = [...within].reduce((a, b) => (net[b] > net[a] ? b : a), "none");
  return { payer, cost, at, step, most, within, best, net: net[best], moved: at !== (data.budget[payer] ?? most) };
}

function Budget({ data, words, stands }) {
  const { at, step, most, within, best, net, moved, payer } = stands;
  const own = data.budget[payer];
  const move = (to) => (budget.value = Math.round(Math.max(0, Math.min(most, to)) / step) * step);
  return html`<section><h3>${t("decide_frontier")}</h3><${Frontier} data=${data} words=${words} stands=${stands} move=${move} />
    <label class="budget"><span>${t("decide_budget", { payer: words.payer })}</span><input type="range" min="0" max=${most} step=${step} value=${at} aria-valuetext=${yuan(at)} onInput=${(event) => move(+event.target.value)} /><output>${yuan(at)}</output></label>
    <p role="status">${t("decide_within", { n: within.size, of: data.portfolios.length, name: words.names[best], net: three(net) })}</p>
    <p class="hint">${t("decide_moving")} ${moved && (own === undefined ? t("decide_said_free") : t("decide_said_of", { yuan: yuan(own) }))}</p>
    ${moved && data.quick && html`<button onClick=${() => decide(at)}>${t("decide_anew", { yuan: yuan(at) })}</button>`}</section>`;
}

// --- what is told -----------------------------------------------------------------------------------------------------

const stacked = (cell) => cell.split("\n").map((line, n) => (n ? html`<br /><small>${line}</small>` : line));

function Portfolios({ data, words, stands }) {
  const allowed = new Set(data.portfolios.filter((each) => each.allowed).map((each) => each.label)); // others are marked by the command
  const outside = (label) => allowed.has(label) && !stands.within.has(label);
  const { columns, rows, of, title, caption } = words.table;
  return html`<section><h3>${t("decide_portfolios")}</h3><div class="drawing-of" tabindex="0" role="region" aria-label=${title}><table class="portfolios">
    <thead><tr><th scope="col">#</th>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map(([name, ...cells], n) => html`<tr key=${of[n]} class=${stands.within.has(of[n]) ? "" : "outside"}><td>${n + 1}</td><th scope="row">${stacked(name)}${outside(of[n]) && html`<br /><small>${t("decide_outside")}</small>`}</th>${cells.map((cell) => html`<td>${stacked(cell)}</td>`)}</tr>`)}</tbody></table></div>
    <p class="hint">${caption}</p></section>`;
}

function Told({ data }) {
  const words = data.words[lang.value], stands = standing(data);
  const all = (sentences) => sentences.filter(Boolean).map((sentence) => html`<p>${sentence}</p>`);
  return html`<article><h2>${words.table.title}</h2><p class="advice">${words.sentence}</p>
    <p class="hint">${data.partial && t("decide_partial")} ${data.quick && t("decide_quick", { sets: data.sets, of: data.quick.of })}</p>
    <${Budget} data=${data} words=${words} stands=${stands} /><${Portfolios} data=${data} words=${words} stands=${stands} />
    <div class="told"><section><h3>${t("decide_regret")}</h3><${Regret} data=${data} words=${words} /></section>
      <section><h3>${t("decide_worth")}</h3><${Acceptability} data=${data} words=${words} /></section>
      <section><h3>${t("decide_measure")}</h3>${all([words.measure, ...words.knowing])}<${Information} data=${data} words=${words} /></section>
      <section><h3>${t("decide_fails")}</h3>${all([words.fails || t("decide_nothing_fails")])}<h3>${t("decide_flips")}</h3>${all([...words.flips, ...words.others])}${!words.flips.length && !words.others.length && html`<p>${t("decide_no_flips")}</p>`}</section></div>
    ${words.together && data.shares.length > 0 && html`<section><h3>${t("decide_together")}</h3>${all(words.together)}<${Interplay} data=${data} words=${words} /></section>`}</article>`;
}

export function DecideTab() {
  const { told, wrong, busy } = state.value;
  useEffect(() => void (listed.value ?? list()), []);
  if (!listed.value) return html`<p class="wait" role="status">…</p>`;
  return html`<div class="deciding"><${Ask} />
    ${busy && html`<${Wait} told=${state.value} words=${t("decide_computing")} />`}
    ${wrong && html`<${Wrong} told=${wrong} />`}
    ${!told && !busy && !wrong && html`<p class="hint">${t("decide_how")}</p>`}
    ${told && html`<${Told} data=${told} />`}</div>`;
}
