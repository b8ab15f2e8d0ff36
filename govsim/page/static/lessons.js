// Lessons: what a trainer opens first.
import { html } from "page/html";
import { betting, open, setup, stored, tab } from "page/state";
import { about, paragraphs, t, text } from "page/words";

export function Lessons() {
  return html`<div class="lessons"><h2>${t("lessons_title")}</h2><p class="lead">${t("lessons_lead")}</p>
    <ol>${about.lessons.map((one) => html`<li key=${one.id} class=${one.id === setup.value.lesson ? "on" : ""}><h3>${text(one.title)}</h3><p>${paragraphs(one.text)[0]}</p>
      <p class="meta">${t("minutes", { n: one.minutes })}</p><button class="primary" onClick=${() => (stored ? (tab.value = betting.value ? "bet" : "watch") : open(one.id))} aria-label=${t("open_lesson", { name: text(one.title) })}>${t("open")}</button></li>`)}</ol>
    <p><button onClick=${() => (tab.value = "change")}>${t("own_question")}</button></p></div>`;
}
