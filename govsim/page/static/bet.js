// Bet: what will differ, and which way? Asked before anything is seen; what came out is shown after it.
import { html } from "page/html";
import { sign } from "page/charts";
import { betting, bets, catalogue, curve, lesson, luck, reel, seen, setup, skipped, tab, toBet } from "page/state";
import { label, paragraphs, t, text, unit } from "page/words";
import { nameOf, play } from "page/watch";

const SIGNS = ["less", "same", "more"];

function Verdict({ name }) {
  const came = sign(luck.value.intervals[name]), bet = bets.value[name];
  if (betting.value || !came) return null;
  return html`<span class="verdict ${bet === came ? "right" : "wrong"}">${bet === came ? "✓" : "✗"} ${t(`came_${came}`)}</span>`;
}

function Question({ name }) {
  const outcome = catalogue.value.outcomes[name];
  return html`<fieldset class="bet"><legend>${label(outcome)} <span class="level ${outcome.level}">${t(`level_${outcome.level}`)}</span><small>${unit(outcome)}</small></legend>
    <div class="segments">${SIGNS.map((value) => html`<label key=${value} class=${bets.value[name] === value ? "on" : ""}>
      <input type="radio" name=${`bet-${name}`} value=${value} checked=${bets.value[name] === value} onChange=${() => (bets.value = { ...bets.value, [name]: value })} />
      ${t(`bet_${value}`)}</label>`)}</div><${Verdict} name=${name} /></fieldset>`;
}

/** A curve is drawn by the values of some years, each a slider: with the mouse, a finger or the keyboard. */
function Drawing() {
  const told = reel.value;
  if (!told) return null;
  const name = toBet.value.find((each) => told.curves.includes(each)) ?? "hazard_stock";
  const at = told.curves.indexOf(name), real = told.B.curves[at], outcome = catalogue.value.outcomes[name];
  const first = Math.max(0, setup.value.start - 1), years = Math.max(1, Math.ceil((told.weeks - first) / 52));
  const base = Number.isFinite(real[first]) ? real[first] : 1, top = 2 * base || 1;
  const values = Array.from({ length: years }, (_, n) => curve.value[n] ?? base);
  const W = 600, H = 150, x = (week) => (W * (week - first)) / (told.weeks - first), y = (value) => H - (H * Math.min(value, top)) / top;
  const drawn = [base, ...values].map((value, n) => `${x(Math.min(told.weeks - 1, first + 52 * n))},${y(value)}`).join(" ");
  const came = Array.from(real.slice(first, told.ready), (value, n) => (Number.isFinite(value) ? `${x(first + n)},${y(value)}` : "")).filter(Boolean).join(" ");
  return html`<details class="drawing"><summary>${t("draw", { name: label(outcome) })}</summary><p class="hint">${t("draw_how")}</p>
    <svg viewBox="0 0 ${W} ${H}" role="img" aria-label=${t("drawn_label")} preserveAspectRatio="none"><polyline class="mine" points=${drawn} />${seen.value && html`<polyline class="line b" points=${came} />`}</svg>
    <div class="years">${values.map((value, n) => html`<label key=${n}>${t("year", { n: n + 1 })}<input type="range" min="0" max=${top} step=${top / 50} value=${value}
      onInput=${(event) => (curve.value = values.map((old, m) => (m === n ? +event.target.value : old)))} /></label>`)}</div></details>`;
}

export function Bet() {
  const told = lesson.value;
  return html`<div class="betting">
    ${told && html`<article class="lesson-text"><h2>${text(told.title)}</h2>${paragraphs(told.text).map((part) => html`<p>${part}</p>`)}</article>`}
    <dl class="sides"><dt><span class="badge a">A</span></dt><dd>${nameOf("A")}</dd><dt><span class="badge b">B</span></dt><dd>${nameOf("B")}</dd></dl>
    <h2 class="sub">${t("bet_question")}</h2>
    <div class="bets">${toBet.value.filter((name) => name in catalogue.value.outcomes).map((name) => html`<${Question} key=${name} name=${name} />`)}</div>
    <${Drawing} />
    <p class="go"><button class="primary" disabled=${betting.value || !reel.value} onClick=${play}>▶ ${t("play")}</button>
      ${betting.value && html`<button onClick=${() => { skipped.value = true; tab.value = "watch"; }}>${t("skip_bet")}</button>`}</p>
    ${told && !betting.value && html`<article class="lesson-text"><h2 class="sub">${t("question")}</h2><p>${text(told.question)}</p>
      <details><summary>${t("reveal")}</summary>${paragraphs(told.reveal).map((part) => html`<p>${part}</p>`)}</details></article>`}
  </div>`;
}
