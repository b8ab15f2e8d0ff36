// Figures of a decision as inline SVG: frontier with its budget, acceptability; regret and worth of knowing as bars.
import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "page/html";
import { number, t } from "page/words";

const MOST = 6, ROWS = 10; // lines and rows of a figure

/** Writes a number with three digits that count, as the command does. */
export const three = (value) => number(Number.isFinite(value) ? +value.toPrecision(3) : value);

/** Gives an element's width in pixels, so that a drawing needs no scaling and its letters stay legible. */
function useWidth() {
  const place = useRef(), [width, set] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => set(Math.round(contentRect.width)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

function ticks(low, high, about) {
  const raw = (high - low) / about, size = 10 ** Math.floor(Math.log10(raw));
  const step = size * [1, 2, 5, 10].find((each) => each * size >= raw);
  const told = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) told.push(Math.abs(at) < step / 1e6 ? 0 : at);
  return told;
}

const wide = ({ low, high, sets_low: a, sets_high: b }) => [Math.min(low, a ?? low), Math.max(high, b ?? high)];

const LEFT = 54, RIGHT = 16, TOP = 16, LOW = 30;

/** Harm averted over cost to the payer: every portfolio a dot, the frontier a line, the budget a line to be moved. */
export function Frontier({ data, words, stands, move }) {
  const [place, width] = useWidth(), drawing = useRef();
  const height = Math.max(260, Math.min(380, width * 0.5));
  const years = data.horizon_years, { payer, within, at, most } = stands;
  const dots = data.portfolios.map((each) => ({ label: each.label, x: each.cost[payer].mean, span: wide(each.cost[payer]), y: years * each.effect.mean, ends: wide(each.effect).map((end) => years * end), n: words.table.of.indexOf(each.label) + 1 }));
  const right = Math.max(most, ...dots.filter((dot) => dot.n).map((dot) => dot.span[1]));
  const left = Math.min(-0.03 * most, ...dots.map((dot) => dot.x)), low = Math.min(0, ...dots.map((dot) => dot.ends[0])), high = Math.max(0.1, ...dots.map((dot) => dot.ends[1]));
  const x = (value) => LEFT + ((width - LEFT - RIGHT) * (value - left)) / (right - left), y = (value) => height - LOW - ((height - LOW - TOP) * (value - low)) / (high - low);
  const line = data.within_budget.frontier.map((label) => dots.find((dot) => dot.label === label)).filter(Boolean);
  const drag = (event) => {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = drawing.current.getBoundingClientRect();
    move(left + ((event.clientX - box.left - LEFT) * (right - left)) / (width - LEFT - RIGHT));
  };
  const dot = ({ label, x: cost, span, y: harm, ends, n }) => html`<g key=${label} class=${within.has(label) ? "dot" : "dot outside"}><title>${words.names[label]}</title>
      ${n > 0 && html`<line class="whisker" x1=${x(cost)} x2=${x(cost)} y1=${y(ends[0])} y2=${y(ends[1])} /><line class="whisker" x1=${x(span[0])} x2=${x(span[1])} y1=${y(harm)} y2=${y(harm)} />`}
      ${within.has(label) ? html`<circle cx=${x(cost)} cy=${y(harm)} r=${n ? 5 : 3.5} />` : html`<path d=${`M${x(cost) - 4} ${y(harm) - 4}l8 8m0 -8l-8 8`} />`}
      ${label === data.advice && html`<circle class="advised" cx=${x(cost)} cy=${y(harm)} r="10" />`}
      ${n > 0 && html`<text x=${x(cost) + 8} y=${y(harm) - 8}>${n}</text>`}</g>`;
  return html`<figure class="frontier"><p class="axis-name">↑ ${words.axis_averted}</p><div ref=${place}>${width > 0 && html`<svg ref=${drawing} width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${t("decide_frontier_label", { x: words.axis_cost, y: words.axis_averted, n: dots.length, within: within.size })}>
    ${ticks(left, right, Math.max(2, width / 150)).map((each) => html`<line class="grid" x1=${x(each)} x2=${x(each)} y1=${TOP} y2=${height - LOW} /><text class="soft" x=${x(each)} y=${height - LOW + 18} text-anchor="middle">${number(each)}</text>`)}
    ${ticks(low, high, 4).map((each) => html`<line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(each)} y2=${y(each)} /><text class="soft" x=${LEFT - 8} y=${y(each) + 4} text-anchor="end">${number(each)}</text>`)}
    <polyline class="front" points=${line.map((each) => `${x(each.x)},${y(each.y)}`).join(" ")} />
    ${dots.filter((each) => !each.n).map(dot)}${dots.filter((each) => each.n).map(dot)}
    <g class="budget-line" onPointerDown=${drag} onPointerMove=${drag}><rect x=${x(at) - 14} y="0" width="28" height=${height - LOW} /><line x1=${x(at)} x2=${x(at)} y1="8" y2=${height - LOW} /><path d=${`M${x(at) - 7} 2h14v8l-7 7l-7 -7z`} /></g>
  </svg>`}</div><p class="axis-name">→ ${words.axis_cost}</p>
  <figcaption>${t("decide_frontier_key")}</figcaption></figure>`;
}

/** In what share of the parameter sets each portfolio is best, over what harm averted is worth. */
export function Acceptability({ data, words }) {
  const [place, width] = useWidth(), height = 230;
  const worth = Object.values(data.acceptability.lambda)[0], { p, best } = data.acceptability;
  const chosen = [...new Set([data.advice, ...Object.keys(p).sort((a, b) => Math.max(...p[b]) - Math.max(...p[a]))])].filter((label) => p[label] && (label === data.advice || Math.max(...p[label]) > 0)).slice(0, MOST);
  const [first, last] = [worth[0], worth.at(-1)].map(Math.log);
  const x = (value) => LEFT + ((width - LEFT - RIGHT) * (Math.log(value) - first)) / (last - first || 1), y = (share) => height - LOW - (height - LOW - TOP) * share;
  const path = (label, only) => worth.map((value, n) => (only(n) ? `${n && only(n - 1) ? "L" : "M"}${x(value).toFixed(1)} ${y(p[label][n]).toFixed(1)}` : "")).join("");
  const scale = [1, 2, 5].flatMap((one) => Array.from({ length: 12 }, (_, n) => one * 10 ** n)).filter((each) => each >= worth[0] * 0.999 && each <= worth.at(-1) * 1.001);
  return html`<figure><p class="axis-name">↑ ${words.axis_share}</p><div ref=${place}>${width > 0 && worth.length > 1 && html`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${words.axis_share} / ${words.axis_worth}`}>
    ${[0, 0.5, 1].map((share) => html`<line class="grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(share)} y2=${y(share)} /><text class="soft" x=${LEFT - 8} y=${y(share) + 4} text-anchor="end">${t("percent", { n: 100 * share })}</text>`)}
    ${scale.map((value) => html`<text class="soft" x=${x(value)} y=${height - LOW + 18} text-anchor="middle">${number(value)}</text>`)}
    ${chosen.map((label, n) => html`<g class="c${n}"><path d=${path(label, () => true)} /><path class="thick" d=${path(label, (at) => best[at] === label)} /></g>`)}</svg>`}</div>
    ${worth.length > 1 && html`<p class="axis-name">→ ${words.axis_worth}</p>`}
    <ul class="key">${chosen.map((label, n) => html`<li class="c${n}"><svg width="26" height="10" aria-hidden="true"><path d="M0 5h26" /></svg>${words.names[label]}${worth.length === 1 ? ` ${t("percent", { n: Math.round(100 * p[label][0]) })}` : ""}</li>`)}</ul></figure>`;
}

/** Rows of a name, a bar from low to high, a dot and other marks, and a number. */
function Bars({ rows, caption }) {
  const ends = rows.flatMap(({ low, high, dot, marks }) => [low, high, dot, ...marks.map(([, at]) => at)]).filter(Number.isFinite);
  const least = Math.min(0, ...ends), most = Math.max(...ends, least + 1);
  const at = (value) => `${(100 * (value - least)) / (most - least)}%`;
  return html`<figure class="bars"><ul>${rows.map(({ name, low, high, dot, marks, told }) => html`<li><span>${name}</span><span class="track" aria-hidden="true">${least < 0 && html`<i class="zero" style=${{ left: at(0) }}></i>`}<i class="span" style=${{ left: at(low), width: `${(100 * (high - low)) / (most - least)}%` }}></i>
    <b style=${{ left: at(dot) }}>●</b>${marks.filter(([, value]) => Number.isFinite(value)).map(([sign, value]) => html`<b class="mark" style=${{ left: at(value) }}>${sign}</b>`)}</span><span class="count">${told}</span></li>`)}</ul><figcaption>${caption}</figcaption></figure>`;
}

export function Interplay({ data, words }) {
  const row = (name, [mean, low, high]) => ({ name, low, high, dot: mean, marks: [], told: three(mean) });
  const pairs = [...data.interactions].sort((a, b) => Math.abs(b[2]) - Math.abs(a[2])).slice(0, ROWS);
  const rows = [...data.shares.map(([name, ...told]) => row(words.measures[name], told)), ...pairs.map(([one, other, ...told]) => row(`${words.measures[one]} × ${words.measures[other]}`, told))];
  return html`<${Bars} caption=${words.axis_together} rows=${rows} />`;
}

export function Regret({ data, words }) {
  const chosen = [...data.regret].sort((a, b) => a.mean - b.mean).slice(0, ROWS);
  return html`<${Bars} caption=${words.axis_regret} rows=${chosen.map((one) => ({ name: words.names[one.x], low: one.bracket[0], high: one.bracket[1], dot: one.mean, marks: [["|", one.q90], ["×", one.max]], told: three(one.mean) }))} />`;
}

export function Information({ data, words }) {
  const { evpi, evppi, evsi } = data.information, { known } = words;
  const row = (name, { value, low, high, cost = NaN }) => ({ name, low, high, dot: value, marks: [["×", cost]], told: three(value) });
  const rows = [row(known.everything, evpi), ...evppi.slice(0, ROWS).map((one, n) => row(known.parameters[n], one)), ...evsi.map((one, n) => row(known.measurements[n], one))];
  return html`<${Bars} caption=${words.axis_information} rows=${rows} />`;
}
