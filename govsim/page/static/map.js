// The map of an office: each firm a set of rings, one a level of truth, as large as what is known there to stand open.
import { useEffect, useRef } from "preact/hooks";
import { html } from "page/html";
import { palette, still } from "page/palette";
import { chosen, lens, reel, said } from "page/state";
import { lastOf, nameOfAccident, openStory } from "page/story";
import { number, t } from "page/words";

const EDGE = 16;
const FRESH = 8; // weeks for which an accident stays on the map
const CELLS_FROM = 10000; // firms above which cells are drawn

/** Returns the scale of a map: places of firms in pixels, and how large a hazard is. */
export function layout({ firms, first }, width, height) {
  const spread = (values) => [Math.min(...minmax(values)), Math.max(...minmax(values))];
  const [left, right] = spread(first.x), [bottom, top] = spread(first.y);
  const scale = Math.min((width - 2 * EDGE) / (right - left || 1), (height - 2 * EDGE) / (top - bottom || 1));
  const dx = (width - scale * (right - left)) / 2, dy = (height - scale * (top - bottom)) / 2;
  const x = Float32Array.from(first.x, (value) => dx + scale * (value - left));
  const y = Float32Array.from(first.y, (value) => height - dy - scale * (value - bottom));
  const spacing = Math.sqrt((scale * (right - left) * scale * (top - bottom) || 1) / firms);
  return { x, y, unit: Math.min(3.2, Math.max(0.5, 0.11 * spacing)), dot: Math.min(2.6, Math.max(0.8, spacing / 12)) };
}

function minmax(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function discs(g, place, counts, fill, stroke, width = 0.9) {
  g.beginPath();
  for (let firm = 0; firm < counts.length; firm++) {
    const n = counts[firm];
    if (!n) continue;
    const radius = place.unit * Math.sqrt(n) + place.dot;
    g.moveTo(place.x[firm] + radius, place.y[firm]);
    g.arc(place.x[firm], place.y[firm], radius, 0, 7);
  }
  if (fill) {
    g.fillStyle = fill;
    g.fill();
  }
  if (stroke) {
    g.strokeStyle = stroke;
    g.lineWidth = width;
    g.stroke();
  }
}

/** Draws what a level of truth, and those above it, know of an office. */
export function drawFirms(g, place, office, level, colours) {
  if (office.open[0].length > CELLS_FROM) return drawCells(g, place, office, level, colours);
  const effort = office.now?.effort;
  g.fillStyle = colours.muted;
  for (let firm = 0; firm < place.x.length; firm++) {
    if (effort?.[firm] === 255) continue;
    g.fillRect(place.x[firm] - place.dot / 2, place.y[firm] - place.dot / 2, place.dot, place.dot);
  }
  if (level <= 0) discs(g, place, office.open[0], colours.true + "50", colours.true + "aa");
  if (level <= 1) discs(g, place, office.open[1], colours.found + "99", null);
  if (level <= 1) discs(g, place, office.onPaper, null, colours.paper, 1.4);
  if (level <= 2) discs(g, place, office.open[2], colours.recorded + "d8", null);
  if (level <= 3) discs(g, place, office.open[3], level === 3 ? colours.reported : null, colours.reported, 1.4);
  discs(g, place, office.open[4], colours.published, null);
  diamonds(g, place, office.majors[level], colours);
}

function drawCells(g, place, office, level, colours) {
  const size = 12, cells = new Map();
  for (let firm = 0; firm < place.x.length; firm++) {
    const key = Math.floor(place.x[firm] / size) * 4096 + Math.floor(place.y[firm] / size);
    cells.set(key, (cells.get(key) ?? 0) + office.open[level][firm]);
  }
  const most = Math.max(1, ...cells.values());
  g.fillStyle = [colours.true, colours.found, colours.recorded, colours.reported, colours.published][level];
  for (const [key, n] of cells) {
    const side = size * Math.sqrt(n / most);
    g.fillRect(Math.floor(key / 4096) * size + (size - side) / 2, (key % 4096) * size + (size - side) / 2, side, side);
  }
}

function diamonds(g, place, majors, colours) {
  g.beginPath();
  for (let firm = 0; firm < majors.length; firm++) {
    if (!majors[firm]) continue;
    const size = 2.4 + place.dot + Math.sqrt(majors[firm]), x = place.x[firm], y = place.y[firm];
    g.moveTo(x, y - size);
    g.lineTo(x + size, y);
    g.lineTo(x, y + size);
    g.lineTo(x - size, y);
    g.closePath();
  }
  g.fillStyle = colours.panel;
  g.fill();
  g.strokeStyle = colours.ink;
  g.lineWidth = 1.4;
  g.stroke();
}

/** Draws accidents of the last weeks that a level knows: a burst, and a cross where somebody died. */
export function drawHarm(g, place, office, week, level, colours) {
  for (let back = FRESH - 1; back >= 0; back--) {
    for (const { firm, level: known, deaths } of office.weeks[week - back]?.harm ?? []) {
      if (known < level) continue;
      const x = place.x[firm], y = place.y[firm], reach = 13 - back * 0.5;
      g.globalAlpha = 1 - back / FRESH;
      g.beginPath();
      for (let n = 0; n < 16; n++) {
        const far = n % 2 ? reach * 0.52 : reach;
        g.lineTo(x + far * Math.sin((n * Math.PI) / 8), y - far * Math.cos((n * Math.PI) / 8));
      }
      g.closePath();
      g.fillStyle = colours.harm;
      g.fill();
      g.strokeStyle = colours.panel;
      g.lineWidth = 1;
      g.stroke();
      if (deaths) {
        g.fillStyle = colours.panel;
        g.fillRect(x - 1.2, y - 6, 2.4, 12);
        g.fillRect(x - 4, y - 3, 8, 2.4);
      }
      g.globalAlpha = 1;
    }
  }
}

/** Draws the inspectors on their way through the visits of a week; `share` of it has passed. */
export function drawInspectors(g, place, office, week, share, colours) {
  g.font = "600 9px system-ui, sans-serif";
  g.textAlign = "center";
  g.textBaseline = "middle";
  for (const [actor, { from, to }] of office.rounds(week)) {
    if (!to.length) continue;
    const stops = from >= 0 ? [from, ...to] : [to[0], ...to];
    const at = share * (stops.length - 1), n = Math.min(stops.length - 2, Math.floor(at)), part = at - n;
    const x = place.x[stops[n]] * (1 - part) + place.x[stops[n + 1]] * part;
    const y = place.y[stops[n]] * (1 - part) + place.y[stops[n + 1]] * part;
    g.strokeStyle = colours.ink + "66";
    g.lineWidth = 1;
    g.beginPath();
    stops.slice(0, n + 1).forEach((stop) => g.lineTo(place.x[stop], place.y[stop]));
    g.lineTo(x, y);
    g.stroke();
    g.fillStyle = colours.ink;
    g.fillRect(x - 6, y - 6, 12, 12);
    g.fillStyle = colours.panel;
    g.fillText(String((actor % 99) + 1), x, y + 0.5);
  }
}

function ring(g, place, firm, colours) {
  g.strokeStyle = colours.ink;
  g.lineWidth = 2;
  g.beginPath();
  g.arc(place.x[firm], place.y[firm], 15, 0, 7);
  g.stroke();
}

/** Says what a level of truth, and those above, know of a firm. */
export function describe(side, firm) {
  const told = reel.value, office = told[side];
  const known = told.levels.slice(lens.value).map((level, n) => `${t(`level_${level}`)} ${office.open[lens.value + n][firm]}`);
  const sector = told.sectors[office.sector[firm]].replace(/_/g, " ");
  const values = { firm, sector, people: number(office.employees[firm]), open: known.join(", ") };
  return office.now?.effort[firm] === 255 ? t("firm_empty", values) : t("firm_is", values);
}

export function Map2({ side, name, week, clock }) {
  const base = useRef(), over = useRef(), place = useRef(null), drawn = useRef("");
  const told = reel.value;

  useEffect(() => {
    const fit = () => {
      const box = base.current.parentElement.getBoundingClientRect(), ratio = Math.min(2, devicePixelRatio || 1);
      for (const { current } of [base, over]) {
        current.width = Math.round(box.width * ratio);
        current.height = Math.round(box.height * ratio);
        current.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
      }
      place.current = told && { ...layout(told, box.width, box.height), width: box.width, height: box.height };
      drawn.current = "";
    };
    const observer = new ResizeObserver(() => {
      fit();
      paint();
    });
    observer.observe(base.current.parentElement);
    fit();
    paint();
    return () => observer.disconnect();
  }, [told]);

  function paint() {
    const here = place.current;
    if (!told || !here) return;
    const office = told[side], colours = palette.value, level = lens.value;
    office.seek(week.value);
    const state = `${week.value} ${level} ${office.ready > week.value} ${colours.ink}`;
    if (state !== drawn.current) {
      const g = base.current.getContext("2d");
      g.clearRect(0, 0, here.width, here.height);
      drawFirms(g, here, office, level, colours);
      drawn.current = state;
    }
    const g = over.current.getContext("2d");
    g.clearRect(0, 0, here.width, here.height);
    if (!still.value) drawInspectors(g, here, office, week.value, clock.value, colours);
    drawHarm(g, here, office, week.value, level, colours);
    if (chosen.value !== null) ring(g, here, chosen.value, colours);
    base.current.parentElement.dataset.drawn = `${office.at} ${level}`;
  }

  useEffect(() => paint(), [told, week.value, lens.value, palette.value, chosen.value, clock.value]);

  function nearest(x, y, allowed = () => true) {
    let best = null, least = Infinity;
    for (let firm = 0; firm < place.current.x.length; firm++) {
      const far = (place.current.x[firm] - x) ** 2 + (place.current.y[firm] - y) ** 2;
      if (far < least && allowed(firm)) [best, least] = [firm, far];
    }
    return best;
  }

  function choose(firm) {
    if (firm === null) return;
    chosen.value = firm;
    const last = lastOf(firm, [side]);
    said.value = `${name}: ${describe(side, firm)}${last ? ` ${nameOfAccident(last)}. ${t("story_enter")}` : ""}`;
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(event) {
    if (event.key === "Enter" && chosen.value !== null && lastOf(chosen.value, [side])) return openStory(lastOf(chosen.value, [side]));
    const way = WAYS[event.key];
    if (!way || !place.current) return;
    event.preventDefault();
    event.stopPropagation();
    const { x, y, width, height } = place.current, from = chosen.value;
    if (from === null) return choose(nearest(width / 2, height / 2));
    const ahead = (firm) => {
      const along = (x[firm] - x[from]) * way[0] + (y[firm] - y[from]) * way[1];
      const aside = Math.abs((x[firm] - x[from]) * way[1] + (y[firm] - y[from]) * way[0]);
      return firm !== from && along > 0 && aside <= along;
    };
    choose(nearest(x[from], y[from], ahead));
  }

  function click(event) {
    const box = base.current.getBoundingClientRect();
    const firm = nearest(event.clientX - box.left, event.clientY - box.top);
    choose(firm);
    if (firm !== null && lastOf(firm, [side])) openStory(lastOf(firm, [side]));
  }

  return html`<div class="map" tabindex="0" role="application" aria-label=${t("map_label", { name })} onKeyDown=${key} onClick=${click} data-map=${side}>
    <canvas ref=${base} aria-hidden="true"></canvas><canvas ref=${over} aria-hidden="true"></canvas>
  </div>`;
}

/** A hash of what stands on a map (FNV-1a over its pixels), by which a replay can be held against the served page. */
export function frameHash(side) {
  let hash = 0x811c9dc5;
  for (const canvas of document.querySelectorAll(`[data-map="${side}"] canvas`)) {
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const g = copy.getContext("2d", { willReadFrequently: true });
    g.drawImage(canvas, 0, 0);
    const { data } = g.getImageData(0, 0, copy.width, copy.height);
    for (const byte of data) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
