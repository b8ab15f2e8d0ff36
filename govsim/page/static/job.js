// What the server works at for a while: how far it is, and what came of it. A newer request gives up the older one.
import { signal } from "@preact/signals";
import { html } from "page/html";
import { linesOf, post, refused } from "page/state";
import { t, text } from "page/words";

const NOTHING = { told: null, wrong: null, busy: false, done: 0, of: 0 };

export function job() {
  const state = signal(NOTHING);
  let latest = null;

  async function ask(path, told) {
    latest?.abort();
    const mine = (latest = new AbortController());
    state.value = { ...NOTHING, busy: true };
    try {
      for await (const lines of linesOf(await post(path, told, mine.signal), mine.signal))
        for (const line of lines) {
          if (line.wrong) throw Object.assign(new Error("refused"), { told: line.wrong });
          state.value = line.told ? { ...NOTHING, told: line.told } : { ...state.value, ...line };
        }
      if (state.value.busy) throw new Error("…");
    } catch (error) {
      if (!mine.signal.aborted) state.value = { ...NOTHING, wrong: refused(error) };
    }
  }

  return { state, ask };
}

/** The command's own message. */
export function Wrong({ told, said = t("error"), children }) {
  return html`<p class="wrong" role="alert">${said} ${text(told.place)}<br />${told.message ? text(told.message) : t("no_answer", told)} ${children}</p>`;
}

export function Wait({ told, words }) {
  return html`<p class="wait" role="status">${words}${told.of > 0 && html` <progress max=${told.of} value=${told.done} aria-label=${words}></progress> <small>${t("done_of", told)}</small>`}</p>`;
}
