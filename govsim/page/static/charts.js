// Figures as inline SVG: the gap between levels, curves of two offices, an interval with this luck as a dot.
import { html } from "page/html";
import { label, number, t, unit } from "page/words";

const LEVELS = ["true", "found", "recorded", "reported", "published"];

/** What stands open at each level; levels below the lens are hidden. */
export function Gap({ office, lens, most }) {
  return html`<ul class="gap" aria-label=${t("open_now")}>
    ${LEVELS.map((level, n) => {
      const hidden = n < lens, count = office.total[n];
      return html`<li class=${hidden ? "hidden" : ""} key=${level}>
        <span class="what">${t(`level_${level}`)}</span>
        <span class="bar"><i class=${level} style=${{ width: hidden ? "0" : `${(100 * count) / most}%` }}></i>
        ${n === 1 && !hidden && office.papers > 0 && html`<i class="onpaper" title=${t("on_paper")} style=${{ width: `${(100 * office.papers) / most}%` }}></i>`}</span>
        <span class="count">${hidden ? t("unknown_here") : number(count, 4)}</span>
      </li>`;
    })}
  </ul>`;
}

const W = 300, H = 92, LOW = 76, HIGH = 12;

function path(values, x, y) {
  let told = "", pen = false;
  values.forEach((value, n) => {
    if (!Number.isFinite(value)) return void (pen = false);
    told += `${pen ? "L" : "M"}${x(n).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  });
  return told;
}

/** A curve of each office; what lies beyond the week is not shown yet. */
export function Curve({ name, outcome, reel, week, start }) {
  const at = reel.curves.indexOf(name), both = [reel.A.curves[at], reel.B.curves[at]];
  let most = -Infinity, least = 0;
  for (const values of both)
    for (const value of values) {
      if (value > most) most = value;
      if (value < least) least = value;
    }
  if (!Number.isFinite(most) || most === least) most = least + 1;
  const x = (n) => (W * n) / (reel.weeks - 1);
  const y = (value) => LOW - ((LOW - HIGH) * (value - least)) / (most - least);
  const [a, b] = both.map((values) => values[Math.min(week, reel.ready - 1)]);
  const id = `clip-${name}`;
  const said = t("curve_label", { name: label(outcome), level: t(`level_${outcome.level}`), a: number(a), b: number(b), unit: unit(outcome), week });
  return html`<figure class="curve">
    <figcaption><b>${label(outcome)}</b> <span class="level ${outcome.level}">${t(`level_${outcome.level}`)}</span><small>${unit(outcome)}</small></figcaption>
    <svg viewBox="0 0 ${W} ${H}" role="img" aria-label=${said} preserveAspectRatio="none">
      <clipPath id=${id}><rect x="0" y="0" width=${x(week) + 0.5} height=${H} /></clipPath>
      <line class="axis" x1="0" x2=${W} y1=${y(0)} y2=${y(0)} />
      <line class="start" x1=${x(start)} x2=${x(start)} y1=${HIGH} y2=${LOW} />
      <g clip-path="url(#${id})"><path class="line a" d=${path(both[0], x, y)} /><path class="line b" d=${path(both[1], x, y)} /></g>
      <line class="now" x1=${x(week)} x2=${x(week)} y1=${HIGH} y2=${LOW} />
    </svg>
    <p class="values" aria-hidden="true"><span class="is-a">A ${number(a)}</span><span class="is-b">B ${number(b)}</span><span class="top">${t("up_to", { n: number(most) })}</span></p>
  </figure>`;
}

/** A difference: its interval over seeds, and this luck as a dot. */
export function Strip({ interval, here, all = [], wide = false }) {
  const width = wide ? 640 : 180, height = wide ? 120 : 26, middle = wide ? 84 : 13;
  const values = [0, here, ...(interval ?? []).slice(0, 3), ...all].filter((value) => Number.isFinite(value));
  const reach = Math.max(...values.map(Math.abs), 1e-12) * 1.08;
  const x = (value) => width / 2 + (value / reach) * (width / 2 - 6);
  const piles = new Map(); // dots that would lie on each other are piled up
  for (const value of all.filter(Number.isFinite)) piles.set(Math.round(x(value) / 6), (piles.get(Math.round(x(value) / 6)) ?? 0) + 1);
  const rise = Math.min(5.4, (middle - 20) / Math.max(1, ...piles.values()));
  const dots = [...piles].flatMap(([slot, n]) => Array.from({ length: n }, (_, k) => html`<circle class="seed" cx=${slot * 6} cy=${middle - 14 - k * rise} r="2.4" />`));
  const [mean, low, high] = interval ?? [];
  const drawn = Number.isFinite(mean);
  return html`<svg class="strip ${wide ? "wide" : ""}" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    <line class="axis" x1="0" x2=${width} y1=${middle} y2=${middle} /><line class="zero" x1=${x(0)} x2=${x(0)} y1="2" y2=${height - 2} />
    ${dots}
    ${drawn && html`<line class="interval" x1=${x(low)} x2=${Math.max(x(high), x(low) + 1)} y1=${middle} y2=${middle} /><line class="mean" x1=${x(mean)} x2=${x(mean)} y1=${middle - 6} y2=${middle + 6} />`}
    ${Number.isFinite(here) && html`<path class="here" d="M${x(here)} ${middle - 5}l5 5l-5 5l-5 -5z" />`}
  </svg>`;
}

/** Says which sign an interval tells. */
export function sign(interval) {
  if (!interval || !Number.isFinite(interval[1]) || !Number.isFinite(interval[2])) return null;
  return interval[1] > 0 ? "more" : interval[2] < 0 ? "less" : "same";
}
