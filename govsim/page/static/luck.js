// Luck: the same two offices on 64 seeds; where this one lies among them.
import { useState } from "preact/hooks";
import { html } from "page/html";
import { sign, Strip } from "page/charts";
import { betting, catalogue, luck, reel, toBet } from "page/state";
import { label, number, signed, t, unit } from "page/words";

export function Luck() {
  const names = [...new Set([...toBet.value, ...Object.keys(catalogue.value.outcomes)])].filter((name) => name in catalogue.value.outcomes);
  const [picked, pick] = useState(null);
  const name = picked && names.includes(picked) ? picked : names[0];
  const { lines, intervals } = luck.value, told = reel.value?.outcomes;
  if (betting.value) return html`<p class="hint">${t("after_bet")}</p>`;
  if (!told || !lines.length) return html`<p class="hint" role="status">${t("computing")}</p>`;
  const outcome = catalogue.value.outcomes[name], interval = intervals[name], here = told.B[name] - told.A[name];
  const all = lines.map((line) => line.difference[name]), came = sign(interval);
  const against = all.filter((value) => Number.isFinite(value) && interval && value * interval[0] < 0).length;
  return html`<div class="lucky"><h2>${t("luck_title")}</h2><p>${t("luck_text", { n: lines.length })}</p>
    <label>${t("outcome")} <select value=${name} onChange=${(event) => pick(event.target.value)}>${names.map((one) => html`<option value=${one}>${label(catalogue.value.outcomes[one])}</option>`)}</select></label>
    <figure><${Strip} wide all=${all} interval=${interval} here=${here} />
      <figcaption>${interval ? t("luck_is", { mean: signed(interval[0]), low: number(interval[1]), high: number(interval[2]), unit: unit(outcome), here: signed(here), n: interval[3], against }) : t("computing")} ${came && html`<b>${t(`came_${came}`)}</b>`}</figcaption></figure>
    <details><summary>${t("as_table")}</summary><div class="scroll" tabindex="0" role="region" aria-label=${t("as_table")}><table><thead><tr><th scope="col">${t("seed")}</th><th scope="col">B − A</th></tr></thead><tbody>${lines.map((line) => html`<tr><th scope="row">${line.seed}</th><td>${number(line.difference[name])}</td></tr>`)}</tbody></table></div></details></div>`;
}
