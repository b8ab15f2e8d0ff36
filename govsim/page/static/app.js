// The page put together: head, tabs, the tab at hand, what is said to screen readers; keys, and the address.
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import { html } from "page/html";
import { Bet } from "page/bet";
import { Change } from "page/change";
import { DecideTab } from "page/decide";
import { Wrong } from "page/job";
import { Lessons } from "page/lessons";
import { Luck } from "page/luck";
import { watchPalette } from "page/palette";
import { StoryTab } from "page/story";
import { betting, busy, catalogue, download, dropped, fragment, luck, opened, playing, reel, restore, run, said, save, setup, stored, tab, TABS, undo, redo, unpack, wrong } from "page/state";
import { lang, languages, t, text } from "page/words";
import { nameOf, step, toggle, Watch } from "page/watch";

const PANELS = { lessons: Lessons, watch: Watch, bet: Bet, change: Change, story: StoryTab, luck: Luck, decide: DecideTab };

function Tabs() {
  const bar = useRef();
  useEffect(() => { // on a telephone the bar is wider than the screen
    const own = bar.current.querySelector(`#tab-${tab.value}`);
    bar.current.scrollLeft = own.offsetLeft - bar.current.offsetLeft - (bar.current.clientWidth - own.offsetWidth) / 2;
  }, [tab.value, lang.value]);
  const key = (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    tab.value = TABS[(TABS.indexOf(tab.value) + way + TABS.length) % TABS.length];
    bar.current.querySelector(`#tab-${tab.value}`).focus();
  };
  return html`<nav><div role="tablist" aria-label=${t("views")} ref=${bar} onKeyDown=${key}>${TABS.map((name) => html`<button key=${name} role="tab" id=${`tab-${name}`} aria-selected=${tab.value === name} aria-controls="view" tabindex=${tab.value === name ? 0 : -1} onClick=${() => (tab.value = name)}>${t(`tab_${name}`)}</button>`)}</div></nav>`;
}

function csv() {
  const told = reel.value, columns = ["A", "B"].flatMap((side) => told.curves.map((name, n) => [`${side} ${name}`, told[side].curves[n]]));
  const rows = Array.from({ length: told.weeks }, (_, week) => [week, ...columns.map(([, values]) => (Number.isFinite(values[week]) ? values[week] : ""))].join(","));
  save(new Blob([["week", ...columns.map(([name]) => name)].join(","), "\n", rows.join("\n"), "\n"], { type: "text/csv" }), `${setup.value.scenario}-${setup.value.seed}.csv`);
}

function png() {
  const maps = [...document.querySelectorAll("[data-map]")].map((map) => [...map.querySelectorAll("canvas")]);
  const canvas = document.createElement("canvas"), g = canvas.getContext("2d");
  const [width, height] = [maps[0][0].width, maps[0][0].height], head = 40;
  canvas.width = 2 * width;
  canvas.height = height + head;
  const style = getComputedStyle(document.documentElement);
  g.fillStyle = style.getPropertyValue("--panel");
  g.fillRect(0, 0, canvas.width, canvas.height);
  g.fillStyle = style.getPropertyValue("--ink");
  g.font = "20px system-ui, sans-serif";
  maps.forEach((layers, n) => {
    g.fillText(`${"AB"[n]}  ${nameOf("AB"[n])}`, n * width + 14, 27);
    layers.forEach((layer) => g.drawImage(layer, n * width, head));
  });
  canvas.toBlob((blob) => save(blob, `${setup.value.scenario}-${setup.value.seed}.png`));
}

function Export() {
  const menu = useRef();
  const item = (words, action, disabled = false) => html`<button disabled=${disabled} onClick=${() => { action(); menu.current.open = false; }}>${words}</button>`;
  const copy = () => navigator.clipboard?.writeText(location.href).then(() => (said.value = t("copied")));
  const maps = tab.value === "watch" && !betting.value;
  return html`<details class="export" ref=${menu}><summary>${t("export")}</summary><div>${item(t("copy_link"), copy)}${item("CSV", csv, !reel.value)}${item("PNG", png, !maps)}${!stored && item(t("save_replay"), download)}${item(t("print"), () => print())}</div></details>`;
}

function Page() {
  const Panel = PANELS[tab.value];
  const elsewhere = wrong.value && tab.value !== "change";
  return html`<a class="skip" href="#panel" onClick=${(event) => { event.preventDefault(); document.getElementById("panel").focus(); }}>${t("skip")}</a>
    <header><h1>govsim <small>${text(catalogue.value.scenario.title)}</small></h1><${Tabs} />
      <div class="side"><label class="lang"><span class="unseen">${t("language")}</span><select value=${lang.value} onChange=${(event) => (lang.value = event.target.value)}>${languages.map((one) => html`<option value=${one} lang=${one}>${{ en: "English", zh: "中文" }[one]}</option>`)}</select></label><${Export} /></div>
      <p class="banner">${t("banner")} ${busy.value && html`<span class="busy">${t("busy", { n: luck.value.lines.length })}</span>`}</p></header>
    <main id="panel" tabindex="-1">${dropped.value.length > 0 && html`<p class="notice" role="alert">${t("dropped", { keys: dropped.value.join(", ") })} <button class="quiet" onClick=${() => (dropped.value = [])} aria-label=${t("close")}>✕</button></p>`}
    ${elsewhere && html`<${Wrong} told=${wrong.value}><button onClick=${() => (tab.value = "change")}>${t("tab_change")}</button><//>`}
    <div role="tabpanel" id="view" aria-labelledby=${`tab-${tab.value}`}><${Panel} /></div>
    <div class="unseen" role="status" aria-live="polite">${said.value}</div></main>
    <footer><p>${t("keys")}</p></footer>`;
}

const typing = (target) => target.closest("input, select, textarea, summary, button, [role=application]");

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    if (event.target.closest("input[type=text], input[type=search], input[type=number]")) return;
    event.preventDefault();
    return event.shiftKey ? redo() : undo();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && !event.target.closest("button, summary, select, input:not([type=range])")) {
    event.preventDefault();
    toggle();
  } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && !typing(event.target) && tab.value === "watch") step((event.key === "ArrowRight" ? 1 : -1) * (event.shiftKey ? 13 : 1));
});

watchPalette();
// Chromium leaves some texts as they were set before the package's letters came; another family sets all anew.
document.fonts.addEventListener("loadingdone", () => document.documentElement.classList.add("lettered"));
effect(() => {
  document.documentElement.lang = { zh: "zh-CN" }[lang.value] ?? lang.value;
  document.title = `govsim · ${t(`tab_${tab.value}`)}`;
});
if (!stored && opened) restore(opened);
effect(() => {
  const told = fragment();
  if (!playing.value && location.protocol !== "about:") history.replaceState(null, "", `#${told}`);
});
addEventListener("hashchange", () => {
  if (stored || location.hash.slice(1) === fragment()) return;
  restore(location.hash.slice(1));
  run();
});
render(html`<${Page} />`, document.getElementById("page"));
(stored ? unpack() : run()).then(() => (document.documentElement.dataset.ready = "yes"));
