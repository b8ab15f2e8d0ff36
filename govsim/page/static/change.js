// Change: policies, parameters and directives of both offices, each with its unit, range, grade, source and cost.
import { useEffect, useState } from "preact/hooks";
import { html } from "page/html";
import { Wrong } from "page/job";
import { again, blank, canRedo, canUndo, catalogue, change, changeSide, lesson, redo, run, setup, stored, undo, week, wrong } from "page/state";
import { about, label, number, spoken, t, text, unit, yuan } from "page/words";

const SIDES = ["A", "B"];

/** What is wrong, beside what it is about. */
function WrongAt({ where }) {
  const told = wrong.value;
  if (!told || !(told.where === where || told.where.startsWith(`${where}.`))) return null;
  return html`<${Wrong} told=${told} />`;
}

function strengthOf(side, name) {
  const told = setup.value[side].policies.find((each) => each.split("*")[0] === name);
  return told === undefined ? 0 : told.includes("*") ? +told.split("*")[1] : 1;
}

function setStrength(side, name, strength) {
  const others = setup.value[side].policies.filter((each) => each.split("*")[0] !== name);
  changeSide(side, { policies: strength ? [...others, strength === 1 ? name : `${name}*${strength}`] : others });
}

function Policy({ policy }) {
  const { cost } = policy;
  const price = cost.setup || cost.per_year ? t("cost", { setup: yuan(cost.setup), year: yuan(cost.per_year), payer: t(`payer_${cost.payer}`) }) : t("cost_none");
  return html`<li class="policy"><div class="head"><b lang=${spoken(policy)}>${label(policy)}</b><small>${price}</small></div>
    ${SIDES.map((side) => {
      const strength = strengthOf(side, policy.name);
      return html`<label class=${`slider ${side.toLowerCase()}`}><span class="badge ${side.toLowerCase()}">${side}</span>
        <input type="range" min="0" max="1" step="0.1" value=${strength} aria-label=${t("strength_of", { name: label(policy), side })} aria-valuetext=${strength ? t("percent", { n: Math.round(100 * strength) }) : t("off")}
          onChange=${(event) => setStrength(side, policy.name, +event.target.value)} /><output>${strength ? t("percent", { n: Math.round(100 * strength) }) : t("off")}</output></label>`;
    })}
    <details><summary>${t("more")}</summary><p lang="en">${policy.description}</p><p><small lang="en">${t("source")}: ${policy.source}. ${[cost.inputs, cost.why_free].map((told) => told && `${told}. `)}</small></p>
      <p><small>${t("from_week", { n: policy.start })}${policy.ramp ? ` · ${t("ramp", { n: policy.ramp })}` : ""} · ${policy.moves.map(text).join(", ")}</small></p></details></li>`;
}

function setValue(side, name, value) {
  const { [name]: _, ...others } = setup.value[side].set, { [name]: end, ...ends } = setup.value[side].until;
  changeSide(side, value === undefined ? { set: others, until: ends } : { set: { ...others, [name]: value } });
}

function setEnd(side, name, week) {
  const { [name]: _, ...others } = setup.value[side].until;
  changeSide(side, { until: week ? { ...others, [name]: week } : others });
}

function Control({ side, parameter }) {
  const own = setup.value[side].set[parameter.name], value = own ?? parameter.value;
  const name = t("value_of", { name: label(parameter), side });
  const set = (given) => setValue(side, parameter.name, given === parameter.value ? undefined : given);
  let input;
  if (parameter.kind === "choice") input = html`<select aria-label=${name} value=${value} onChange=${(event) => set(event.target.value)}>${parameter.choices.map((choice) => html`<option>${choice}</option>`)}</select>`;
  else if (parameter.kind === "switch") input = html`<input type="checkbox" aria-label=${name} checked=${value} onChange=${(event) => set(event.target.checked)} />`;
  else {
    const whole = parameter.kind === "count", span = parameter.high - parameter.low;
    // most ranges are far wider than what is usual: the slider ends at ten times the usual value, the field takes all
    const high = Math.min(parameter.high, parameter.value > 0 && span > 20 * parameter.value ? 10 * parameter.value : parameter.high);
    const step = whole ? 1 : +((high - parameter.low) / 200).toPrecision(1);
    const at = (100 * (parameter.value - parameter.low)) / (high - parameter.low || 1);
    input = html`<span class="range" style=${{ "--default": `${at}%` }}><input type="range" aria-label=${name} min=${parameter.low} max=${high} step=${whole ? 1 : "any"} value=${value} aria-valuetext=${`${number(value)} ${unit(parameter)}`}
        onKeyDown=${(event) => { if (whole || !["ArrowLeft", "ArrowRight"].includes(event.key)) return; event.preventDefault(); set(Math.min(high, Math.max(parameter.low, +(value + (event.key === "ArrowRight" ? step : -step)).toPrecision(6)))); }}
        onChange=${(event) => set(+(+event.target.value).toPrecision(3))} /><i class="tick"></i></span>
      <input class="field" type="text" inputmode="decimal" aria-label=${t("type_value", { name })} value=${value} onChange=${(event) => set(Number.isFinite(+event.target.value) && event.target.value.trim() ? +event.target.value : event.target.value)} />`;
  }
  return html`<div class="slider ${side.toLowerCase()}"><span class="badge ${side.toLowerCase()}">${side}</span>${input}
    <button class="quiet" disabled=${own === undefined} onClick=${() => setValue(side, parameter.name, undefined)} aria-label=${t("reset_of", { name })} title=${t("reset")}>↺</button>
    ${own !== undefined && html`<label class="until">${t("until")} <input type="number" min="1" aria-label=${t("until_of", { name })} value=${setup.value[side].until[parameter.name] ?? ""} placeholder="–" onChange=${(event) => setEnd(side, parameter.name, Math.floor(+event.target.value) || 0)} /></label>`}
    <${WrongAt} where=${`${side}.set.${parameter.name}`} /></div>`;
}

function Parameter({ parameter }) {
  return html`<li class="parameter"><div class="head"><b lang=${spoken(parameter)}>${label(parameter)}</b> <span class="grade ${parameter.grade}">${t(`grade_${parameter.grade}`)}</span>
    <small>${parameter.kind === "choice" || parameter.kind === "switch" ? "" : t("range", { low: number(parameter.low), high: number(parameter.high), unit: unit(parameter), value: number(parameter.value) })}</small></div>
    ${SIDES.map((side) => html`<${Control} side=${side} parameter=${parameter} />`)}
    <details><summary>${t("more")}</summary><p lang="en">${parameter.meaning}</p><p><small lang="en">${t("source")}: ${parameter.source}</small></p></details></li>`;
}

function Parameters() {
  const [wanted, look] = useState("");
  const { parameters, policies } = catalogue.value;
  const touched = new Set(SIDES.flatMap((side) => Object.keys(setup.value[side].set)));
  const usual = new Set([...touched, ...(lesson.value?.sliders ?? ["assess_visits", "assess_closure", "audit_share", "recheck_rate", "fine", "inspectors"])]);
  const words = wanted.trim().toLowerCase();
  const fits = (one) => [one.name, label(one), one.meaning].some((told) => told.toLowerCase().includes(words));
  const found = words ? parameters.filter(fits) : parameters.filter((one) => usual.has(one.name));
  const unknown = [...touched].filter((name) => !parameters.some((one) => one.name === name));
  return html`<section><h2 class="sub">${t("parameters")}</h2>
    <label class="search">${t("search", { n: parameters.length })} <input type="search" value=${wanted} onInput=${(event) => look(event.target.value)} /></label>
    ${unknown.map((name) => SIDES.map((side) => html`<${WrongAt} where=${`${side}.set.${name}`} />`))}
    <p class="hint" role="status">${words ? t("found_n", { n: found.length }) : t("efforts")}</p>
    <ul class="parameters">${found.slice(0, 40).map((one) => html`<${Parameter} key=${one.name} parameter=${one} />`)}</ul></section>`;
}

const FLAGS = { fine: "publish", complain: "publish", hazard: "major", accident: "major" };

function Directives() {
  const [action, choose] = useState("inspect");
  const [when, setWhen] = useState(null), [grid, setGrid] = useState(""), [firm, setFirm] = useState(""), [flag, setFlag] = useState(true), [post, setPost] = useState(1), [whom, setWhom] = useState("AB");
  const at = when ?? Math.max(week.value + 1, 0);
  const press = () => {
    const told = { week: +at, action };
    if (action === "move") Object.assign(told, { post: +post, grid: +(grid || 1) });
    else {
      if (grid) told.grid = +grid;
      if (firm) told.enterprises = [+firm - 1];
      if (FLAGS[action]) told[FLAGS[action]] = flag;
    }
    change(Object.fromEntries([...whom].map((side) => [side, { ...setup.value[side], directives: [...setup.value[side].directives, told] }])));
  };
  const drop = (side, n) => changeSide(side, { directives: setup.value[side].directives.filter((_, m) => m !== n) });
  return html`<section class="directives"><h2 class="sub">${t("directives")}</h2><p class="hint">${t("directives_hint")}</p>
    <div class="actions" role="group" aria-label=${t("directives")}>${about.actions.map((one) => html`<button key=${one} aria-pressed=${action === one} class=${action === one ? "on" : ""} onClick=${() => choose(one)}>${t(`action_${one}`)}</button>`)}</div>
    <div class="form"><label>${t("in_week")} <input type="number" min="0" max=${catalogue.value.scenario.weeks - 1} value=${at} onInput=${(event) => setWhen(event.target.value)} /></label>
      <label>${t("grid")} <input type="number" min="1" max=${catalogue.value.scenario.grids} value=${grid} placeholder=${t("all")} onInput=${(event) => setGrid(event.target.value)} /></label>
      ${action === "move" ? html`<label>${t("post")} <input type="number" min="1" value=${post} onInput=${(event) => setPost(event.target.value)} /></label>`
        : html`<label>${t("firm")} <input type="number" min="1" value=${firm} placeholder=${t("all")} onInput=${(event) => setFirm(event.target.value)} /></label>`}
      ${FLAGS[action] && html`<label><input type="checkbox" checked=${flag} onChange=${(event) => setFlag(event.target.checked)} /> ${t(FLAGS[action])}</label>`}
      <label>${t("whom")} <select value=${whom} onChange=${(event) => setWhom(event.target.value)}><option value="AB">${t("both")}</option><option>A</option><option>B</option></select></label>
      <button class="primary" onClick=${press}>${t("let_happen")}</button></div>
    <ul class="dated">${SIDES.flatMap((side) => setup.value[side].directives.map((one, n) => html`<li><span class="badge ${side.toLowerCase()}">${side}</span> ${t("week", { n: one.week })}: ${t(`action_${one.action}`)}
      ${one.grid ? ` · ${t("grid")} ${one.grid}` : ""}${one.enterprises ? ` · ${t("firm")} ${one.enterprises.map((row) => row + 1).join(", ")}` : ""}
      <button class="quiet" aria-label=${t("remove_directive", { n: n + 1, side })} onClick=${() => drop(side, n)}>✕</button><${WrongAt} where=${`${side}.directives.${n}`} /></li>`))}</ul></section>`;
}

export function Change() {
  useEffect(() => {
    const field = document.querySelector(".wrong");
    field?.scrollIntoView({ block: "nearest" });
  }, [wrong.value]);
  if (stored) return html`<p class="hint">${t("replay_fixed")}</p>`;
  const { seed, start, scenario } = setup.value;
  return html`<div class="changing">
    <div class="toolbar" role="toolbar" aria-label=${t("tools")}><button onClick=${undo} disabled=${!canUndo.value}>↶ ${t("undo")}</button><button onClick=${redo} disabled=${!canRedo.value}>↷ ${t("redo")}</button>
      <button onClick=${again} disabled=${!canUndo.value}>⟲ ${t("again")}</button><button onClick=${() => change({ B: setup.value.A, A: setup.value.B, lesson: "" })}>⇄ ${t("swap")}</button>
      <button onClick=${() => change({ A: blank(), B: blank(), lesson: "" })}>${t("reset_all")}</button></div>
    <div class="form"><label>${t("scenario")} <select value=${scenario} onChange=${(event) => change({ scenario: event.target.value, lesson: "", A: blank(), B: blank() })}>
        ${about.scenarios.map((one) => html`<option value=${one.id}>${text(one.title)}</option>`)}</select></label>
      <label>${t("seed")} <input type="number" min="0" value=${seed} onChange=${(event) => change({ seed: Math.max(0, Math.floor(+event.target.value || 0)) })} /></label>
      <label>${t("sliders_from")} <input type="number" min="0" max=${catalogue.value.scenario.weeks - 1} value=${start} onChange=${(event) => change({ start: Math.max(0, Math.floor(+event.target.value || 0)) })} /></label></div>
    <${WrongAt} where="start" /><${WrongAt} where="A.policies" /><${WrongAt} where="B.policies" /><${WrongAt} where="scenario" /><${WrongAt} where="seed" />
    ${wrong.value && ["A", "B", ""].includes(wrong.value.where) && html`<${Wrong} told=${wrong.value}><button onClick=${run}>${t("try_again")}</button><//>`}
    <section><h2 class="sub">${t("policies")}</h2><ul class="policies">${catalogue.value.policies.map((one) => html`<${Policy} key=${one.name} policy=${one} />`)}</ul></section>
    <${Parameters} /><${Directives} /></div>`;
}
