// Every word of the page, in the language that is chosen. Labels of what is declared come with the declarations.
import { signal } from "@preact/signals";

export const about = JSON.parse(document.getElementById("about").textContent);
export const languages = Object.keys(about.messages);
export const lang = signal(document.documentElement.lang);

export function t(key, values = {}) {
  const told = about.messages[lang.value][key];
  if (told === undefined) throw new Error(`no message ${key} in ${lang.value}`);
  return told.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const text = (words) => (words ? (words[lang.value] ?? words.en) : "");
export const label = (declared) => text(declared.labels);
export const unit = (declared) => text(declared.unit);

// What has no label in this language yet is English, and says so to screen readers.
export const spoken = (declared) => (lang.value !== "en" && declared.labels[lang.value] === declared.labels.en ? "en" : undefined);

const formats = new Map();

export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const key = `${lang.value}${digits}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(lang.value, { maximumSignificantDigits: digits }));
  const size = Math.abs(value);
  if (size >= 1000) return new Intl.NumberFormat(lang.value, { maximumFractionDigits: 0 }).format(value).replace("-", "−");
  return formats.get(key).format(value).replace("-", "−");
}

export const signed = (value) => (value > 0 ? "+" : "") + number(value);
export const yuan = (value) => t("yuan", { n: number(Math.round(value), 4) });

export function paragraphs(words) {
  return text(words).trim().split(/\n\s*\n/);
}
