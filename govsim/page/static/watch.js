// Watch: two maps under one lens, the player, the gap between levels, curves, and the difference with its luck.
import { useEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";
import { html } from "page/html";
import { Curve, Gap, Strip } from "page/charts";
import { describe, frameHash, Map2 } from "page/map";
import { still } from "page/palette";
import { accidentsOf, lastOf, nameOfAccident, openStory } from "page/story";
import { betting, catalogue, chosen, finished, lens, lesson, luck, playing, ready, reel, said, setup, skipped, speed, tab, toBet, week } from "page/state";
import { label, number, signed, t, text, unit } from "page/words";

const LEVELS = ["true", "found", "recorded", "reported", "published"];
const SPEEDS = [1, 2, 4, 8, 16, 32];
export const clock = signal(1); // share of the week that has passed

export const nameOf = (side) => {
  const told = lesson.value?.[side].name;
  if (told) return text(told);
  const { policies, set } = setup.value[side];
  const titles = policies.map((name) => label(catalogue.value.policies.find((each) => each.name === name.split("*")[0]) ?? { labels: { en: name } }));
  return [...titles, ...Object.keys(set).map((name) => name.replace(/_/g, " "))].join(" + ") || t("as_it_is");
};

// --- the player -------------------------------------------------------------------------------------------------------

let last = 0, due = 0;

function tick(now) {
  if (!playing.value) return;
  const passed = Math.min(0.1, (now - last) / 1000);
  last = now;
  if (still.value) {
    due += passed;
    if (due > 1) {
      due = 0;
      go(week.value + 13);
    }
  } else {
    const share = clock.value + passed * speed.value;
    if (share >= 1) go(week.value + Math.floor(share));
    clock.value = playing.value ? share % 1 : 1;
  }
  requestAnimationFrame(tick);
}

export function go(to) {
  const end = ready.value - 1;
  const target = Math.max(0, Math.min(to, end));
  if (to > end && finished.value) pause();
  week.value = target;
}

export function play() {
  if (!reel.value || betting.value) return;
  if (finished.value && week.value >= reel.value.weeks - 1) week.value = lesson.value?.week ?? Math.max(0, setup.value.start - 13);
  playing.value = true;
  tab.value = "watch";
  last = performance.now();
  clock.value = 0;
  requestAnimationFrame(tick);
}

export function pause() {
  playing.value = false;
  clock.value = 1;
  say();
}

export const toggle = () => (playing.value ? pause() : play());

export function step(by) {
  if (betting.value) return;
  playing.value = false;
  clock.value = 1;
  go(week.value + by);
  say();
}

/** Tells screen readers where play stands: at a pause, never for each frame. */
export function say() {
  const told = reel.value;
  if (!told) return;
  const side = (letter) => {
    told[letter].seek(week.value);
    return `${letter}: ${LEVELS.slice(lens.value).map((level, n) => `${t(`level_${level}`)} ${told[letter].total[lens.value + n]}`).join(", ")}`;
  };
  said.value = `${t("week", { n: week.value })}. ${side("A")}. ${side("B")}.`;
}

// --- parts ------------------------------------------------------------------------------------------------------------

function Lens() {
  return html`<fieldset class="lens"><legend>${t("lens")}</legend><div class="segments">
    ${LEVELS.map(
      (level, n) => html`<label key=${level} class=${lens.value === n ? "on" : ""} title=${t(`lens_${level}`)}>
        <input type="radio" name="lens" value=${n} checked=${lens.value === n} onChange=${() => { lens.value = n; say(); }} />
        <i class="swatch ${level}"></i>${t(`level_${level}`)}</label>`,
    )}</div><p class="hint">${t(`lens_${LEVELS[lens.value]}`)}</p></fieldset>`;
}

const REACH = 12; // pixels within which a click meets a mark of the scrub bar

function nearestMark(marks, at, reach) {
  const far = (one) => Math.abs(one.week - at);
  const best = marks.reduce((least, one) => (least && far(least) <= far(one) ? least : one), null);
  return best && far(best) <= reach ? best : null;
}

function Player() {
  const told = reel.value, locked = betting.value || !told;
  const marks = told && ready.value ? ["A", "B"].flatMap((side) => accidentsOf(side, { level: lens.value })) : [];
  const end = told ? told.weeks - 1 : 1;
  const enter = (event) => {
    const one = event.key === "Enter" && nearestMark(marks, week.value, end);
    if (one) openStory(one);
  };
  const click = (event) => {
    const box = event.currentTarget.getBoundingClientRect(), upper = event.clientY - box.top < box.height / 2;
    const one = nearestMark(marks.filter(({ side }) => (side === "A") === upper), (end * (event.clientX - box.left)) / box.width, (end * REACH) / box.width);
    if (one && !locked) openStory(one);
  };
  return html`<div class="player" role="group" aria-label=${t("player")}>
    <button class="play" onClick=${toggle} disabled=${locked} aria-pressed=${playing.value} aria-keyshortcuts="Space">${playing.value ? "❚❚" : "▶"}<span>${playing.value ? t("pause") : t("play")}</span></button>
    <button onClick=${() => step(-1)} disabled=${locked} aria-label=${t("back")} title=${t("back")}>◀</button>
    <button onClick=${() => step(1)} disabled=${locked} aria-label=${t("forward")} title=${t("forward")}>▶</button>
    <div class="scrub"><input type="range" min="0" max=${end} value=${week.value} disabled=${locked} aria-label=${t("scrub")} aria-keyshortcuts="Enter" onKeyDown=${enter} aria-valuetext=${t("week", { n: week.value })}
        onInput=${(event) => { playing.value = false; clock.value = 1; go(+event.target.value); }} onChange=${say} />
      <svg viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true" onClick=${click}>
        <rect width="1000" height="22" fill="transparent" />
        ${told && html`<rect class="begin" x=${(1000 * setup.value.start) / end} y="0" width="2" height="22" />`}
        ${marks.map((one) => html`<rect class="mark ${one.side === "A" ? "a" : "b"}" x=${(1000 * one.week) / end - 1.5} width="3" y=${one.side === "A" ? 1 : 12} height=${one.deaths ? 9 : 6} />`)}
      </svg></div>
    <output class="when">${t("when", { year: Math.floor(week.value / 52) + 1, week: (week.value % 52) + 1 })}</output>
    <label class="speed">${t("speed")} <select value=${speed.value} onChange=${(event) => (speed.value = +event.target.value)}>${SPEEDS.map((n) => html`<option value=${n}>${t("weeks_a_second", { n })}</option>`)}</select></label>
  </div>`;
}

function Legend() {
  const item = (shape, words) => html`<li><svg viewBox="-9 -9 18 18" aria-hidden="true">${shape}</svg>${words}</li>`;
  const level = lens.value;
  return html`<ul class="legend" aria-label=${t("legend")}>
    ${level <= 0 && item(html`<circle r="7" class="ring true" />`, t("legend_true"))}
    ${level <= 1 && item(html`<circle r="6" class="ring found" />`, t("legend_found"))}
    ${level <= 1 && item(html`<circle r="6" class="ring onpaper" />`, t("on_paper"))}
    ${level <= 2 && item(html`<circle r="5" class="ring recorded" />`, t("legend_recorded"))}
    ${level <= 3 && item(html`<circle r="5" class="ring reported" />`, t("legend_reported"))}
    ${item(html`<circle r="3.5" class="ring published" />`, t("legend_published"))}
    ${item(html`<path d="M0 -6L6 0L0 6L-6 0z" class="major" />`, t("legend_major"))}
    ${item(html`<path class="burst" d=${burst} />`, t("legend_accident"))}
    ${item(html`<path class="burst" d=${burst} /><path class="cross" d="M-1 -5h2v3h3v2h-3v5h-2v-5h-3v-2h3z" />`, t("legend_death"))}
    ${!still.value && item(html`<rect x="-6" y="-6" width="12" height="12" class="inspector" />`, t("legend_inspector"))}
  </ul>`;
}
const burst = `M${Array.from({ length: 16 }, (_, n) => `${((n % 2 ? 4 : 8) * Math.sin((n * Math.PI) / 8)).toFixed(2)} ${(-(n % 2 ? 4 : 8) * Math.cos((n * Math.PI) / 8)).toFixed(2)}`).join("L")}z`;

function OfficePanel({ side, most }) {
  const told = reel.value, office = told[side];
  office.seek(week.value);
  const harm = office.accidents.filter((one) => one.week <= week.value && one.level >= lens.value);
  return html`<section class="office ${side.toLowerCase()}" aria-label=${`${side}: ${nameOf(side)}`}>
    <h2><span class="badge">${side}</span> ${nameOf(side)}</h2>
    <${Map2} side=${side} name=${nameOf(side)} week=${week} clock=${clock} />
    <p class="chosen">${chosen.value === null ? t("choose_firm") : describe(side, chosen.value)} ${chosen.value !== null && accidentsOf(side, { firm: chosen.value, until: week.value, level: lens.value }).map((one) => html`<button class="quiet tell" onClick=${() => openStory(one)}>✹ ${nameOfAccident(one)}</button>`)}</p>
    <${Gap} office=${office} lens=${lens.value} most=${most} />
    <p class="harm">${t("so_far", { accidents: harm.length, deaths: harm.reduce((sum, one) => sum + one.deaths, 0) })}</p>
  </section>`;
}

function Firms() {
  const told = reel.value, shown = useRef(signal(false)).current, levels = LEVELS.slice(lens.value);
  const cells = (side, firm) => levels.map((_, n) => html`<td>${told[side].open[lens.value + n][firm]}</td>`);
  const struck = new Map(["A", "B"].flatMap((side) => accidentsOf(side, { until: week.value, level: lens.value })).map((one) => [one.firm, one]));
  const pick = (firm) => {
    chosen.value = firm;
    if (lastOf(firm)) openStory(lastOf(firm));
  };
  const key = (event) => {
    const ways = { ArrowDown: 1, ArrowUp: -1 };
    const row = event.target.closest("tr"), next = ways[event.key] === 1 ? row.nextElementSibling : ways[event.key] ? row.previousElementSibling : null;
    if (event.key === "Enter") pick(+row.dataset.firm);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    chosen.value = +next.dataset.firm;
  };
  return html`<details class="firms" onToggle=${(event) => (shown.value = event.target.open)}><summary>${t("firms_table")}</summary>
    ${shown.value && !playing.value && html`<div class="scroll" tabindex="0" role="region" aria-label=${t("firms_table")}><table onKeyDown=${key}><caption>${t("firms_caption", { n: week.value })}</caption>
      <thead><tr><th scope="col">${t("firm")}</th><th scope="col">${t("people")}</th>${["A", "B"].flatMap((side) => levels.map((level) => html`<th scope="col">${side} ${t(`level_${level}`)}</th>`))}</tr></thead>
      <tbody>${Array.from({ length: Math.min(told.firms, 2000) }, (_, firm) => html`<tr key=${firm} data-firm=${firm} tabindex=${firm === (chosen.value ?? 0) ? 0 : -1} class=${firm === chosen.value ? "on" : ""} onClick=${() => pick(firm)}>
        <th scope="row">${firm}${struck.has(firm) && html` <span title=${t("legend_accident")} role="img" aria-label=${t("legend_accident")}>✹</span>`}</th><td>${number(told.A.employees[firm])}</td>${cells("A", firm)}${cells("B", firm)}</tr>`)}</tbody></table></div>`}
  </details>`;
}

export function Difference() {
  const told = reel.value, { outcomes } = catalogue.value, { intervals, lines } = luck.value;
  if (!told?.outcomes) return html`<p class="hint">${t("computing")}</p>`;
  if (betting.value) return html`<p class="hint">${t("after_bet")}</p>`;
  return html`<table class="difference"><caption>${t("difference_caption", { n: lines.length })}</caption>
    <thead><tr><th scope="col">${t("outcome")}</th><th scope="col">A</th><th scope="col">B</th><th scope="col">${t("this_luck")}</th><th scope="col">${t("mean_interval")}</th><td class="picture"></td></tr></thead>
    <tbody>${Object.entries(outcomes).slice(0, 14).map(([name, outcome]) => {
      const a = told.outcomes.A[name], b = told.outcomes.B[name], here = b - a, interval = intervals[name];
      return html`<tr key=${name}><th scope="row" title=${outcome.meaning}>${label(outcome)} <span class="level ${outcome.level}">${t(`level_${outcome.level}`)}</span><small>${unit(outcome)}</small></th>
        <td>${number(a)}</td><td>${number(b)}</td><td>${a === null || b === null ? "–" : signed(here)}</td>
        <td>${interval ? html`${signed(interval[0])} <small>${t("from_to", { low: number(interval[1]), high: number(interval[2]) })}</small>` : "…"}</td>
        <td class="picture"><${Strip} interval=${interval} here=${here} /></td></tr>`;
    })}</tbody></table>`;
}

export function Watch() {
  const told = reel.value;
  useEffect(() => {
    window.govsim = { hash: frameHash, seek: (to) => { playing.value = false; clock.value = 1; go(to); }, reel: () => reel.value, week };
  }, []);
  if (!told) return html`<p class="wait" role="status">${t("computing")}</p>`;
  if (betting.value)
    return html`<div class="locked"><p>${t("bet_first")}</p><button class="primary" onClick=${() => (tab.value = "bet")}>${t("to_bet")}</button> <button onClick=${() => (skipped.value = true)}>${t("skip_bet")}</button></div>`;
  for (const side of ["A", "B"]) told[side].seek(week.value);
  const most = Math.max(...["A", "B"].map((side) => told[side].total[lens.value]), 1) * 1.02;
  const curves = [...new Set([...toBet.value.filter((name) => told.curves.includes(name)), "hazard_stock", "visits_per_year", "true_closures", "expected_casualties"])].slice(0, 6);
  return html`<div class="watch">
    <${Lens} />
    <div class="offices"><${OfficePanel} side="A" most=${most} /><${OfficePanel} side="B" most=${most} /></div>
    <${Player} /><${Legend} />
    <h3>${t("curves")}</h3>
    <div class="curves">${curves.map((name) => html`<${Curve} key=${name} name=${name} outcome=${catalogue.value.outcomes[name]} reel=${told} week=${week.value} start=${setup.value.start} />`)}</div>
    <h3>${t("difference")}</h3><${Difference} />
    <${Firms} />
  </div>`;
}
