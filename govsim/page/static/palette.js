// Colours, as the style sheet gives them: light or dark, and safe for the colour-blind.
import { signal } from "@preact/signals";

const NAMES = ["ink", "muted", "line", "panel", "true", "found", "recorded", "reported", "published", "paper", "harm", "a", "b"];

function read() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

export const palette = signal({});
export const still = signal(false); // the user wants no motion

export function watchPalette() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const update = () => {
    palette.value = read();
    still.value = calm.matches;
  };
  dark.addEventListener("change", update);
  calm.addEventListener("change", update);
  update();
}
