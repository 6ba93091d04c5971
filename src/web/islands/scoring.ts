/**
 * The scoring pages' own script: the sums of weights, resets, segments that come, go and move in place, a preview 400 ms after
 * the last key, and how far previews are.
 */
import { weightSum } from "../../words/weight-sum.ts";

const form = document.querySelector<HTMLFormElement>("[data-scoring]");
const draftPanel = document.getElementById("draft-preview");
const segmentList = document.querySelector<HTMLElement>("[data-segment-list]");
const previews = "/settings/scoring/preview";
const pauseMs = 400;
const lookAgainMs = 700;

let timer: number | undefined;
/** Only the newest question's answer is shown. */
let question = 0;

/** Adds the weights up, each in its fieldset. An empty one is as the model, unless the rest is 100 already. */
function addUp(): void {
  for (const sum of document.querySelectorAll<HTMLOutputElement>("[data-sum]")) {
    const weights = [...(sum.closest("fieldset")?.querySelectorAll<HTMLInputElement>("[data-weight]") ?? [])];
    const typed = weights.reduce((all, { value }) => all + (Number(value) || 0), 0);
    const total =
      typed === 100
        ? 100
        : weights.reduce((all, { value, placeholder }) => all + (Number(value || placeholder) || 0), 0);
    const isAsModel = weights.every(({ value, placeholder }) => value === "" && placeholder !== "");
    sum.value = isAsModel ? "" : weightSum(total);
    sum.classList.toggle("wrong", !isAsModel && total !== 100);
  }
}

/** What the model says is what stands in grey in the empty fields of its segments. */
function inherit(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("[data-inherits]")) {
    const wider = document.getElementById(field.dataset.inherits ?? "");
    if (wider instanceof HTMLInputElement) field.placeholder = wider.value;
  }
}

/** A segment is called by what stands in its name. */
function call(name: HTMLInputElement): void {
  const typed = name.value.trim();
  for (const called of name.closest("[data-segment]")?.querySelectorAll("[data-called]") ?? [])
    called.textContent = typed === "" ? "" : `: ${typed}`;
}

/** How many accounts each segment has by now, as the answer says. */
function showSizes(answer: ParentNode): void {
  for (const size of answer.querySelectorAll<HTMLElement>("[data-new-size]")) {
    const shown = segmentList?.querySelector(`[data-size="${size.dataset.newSize}"]`);
    if (shown) shown.textContent = size.textContent;
  }
}

/** Adds, removes or moves a segment without leaving the page. */
async function changeSegments(button: HTMLButtonElement): Promise<void> {
  if (!form || !segmentList) return;
  const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
  const response = await fetch(button.formAction, {
    method: "POST",
    body,
    headers: { "x-part": "segments" },
  });
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  segmentList.innerHTML = await response.text();
  segmentList.querySelector<HTMLElement>("[autofocus]")?.focus();
  if (button.value === "add") typed(true);
  else typed();
}

/** Asks for a preview of what is typed. Old figures stay, dimmed, until there are new ones; what is wrong stands above them. */
async function preview(): Promise<void> {
  if (!form || !draftPanel) return;
  const mine = ++question;
  const hasFigures = draftPanel.querySelector("[data-figures]") !== null;
  draftPanel.toggleAttribute("data-dimmed", hasFigures);
  try {
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const answer = await ask(previews, { method: "POST", body });
    if (mine !== question) return;
    showSizes(answer);
    const wrong = answer.querySelector("[role=alert]");
    if (wrong && hasFigures) {
      draftPanel.querySelector("[role=alert]")?.remove();
      draftPanel.prepend(wrong);
      return;
    }
    await follow(draftPanel, answer, () => mine === question);
  } catch {
    // Offline, or signed out: the button still asks the slow way.
  }
  if (mine === question) draftPanel.removeAttribute("data-dimmed");
}

/** Shows an answer once it is whole, and until then, where nothing older stands, how far it is. */
async function follow(panel: HTMLElement, first: ParentNode, isWanted: () => boolean): Promise<void> {
  let answer = first;
  for (let id = running(answer); id !== null && isWanted(); id = running(answer)) {
    if (answer instanceof DocumentFragment && !panel.hasAttribute("data-dimmed"))
      panel.replaceChildren(answer);
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    if (isWanted()) answer = await ask(`${previews}/${id}`, {});
  }
  if (isWanted() && answer instanceof DocumentFragment) panel.replaceChildren(answer);
}

async function ask(path: string, options: RequestInit): Promise<DocumentFragment> {
  const response = await fetch(path, { ...options, headers: { "x-part": "preview" } });
  if (response.redirected || (!response.ok && response.status !== 400))
    throw new Error(String(response.status));
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content;
}

function running(answer: ParentNode): string | null {
  return answer.querySelector<HTMLElement>("[data-running]")?.dataset.running ?? null;
}

/** Something was typed: sums at once, the preview after a pause. */
function typed(isNew?: true): void {
  inherit();
  addUp();
  for (const note of document.querySelectorAll<HTMLElement>("[data-unsaved-note]")) note.hidden = false;
  clearTimeout(timer);
  // A segment that has just come says nothing yet that could be previewed.
  if (isNew !== true) timer = setTimeout(() => void preview(), pauseMs);
}

addUp();
form?.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLInputElement && target.dataset.segmentName !== undefined) call(target);
  typed();
});
// The browser can't lead to a field that is folded away: it would send nothing, and say nothing.
form?.addEventListener(
  "invalid",
  ({ target }) => {
    let folded = (target as Element).closest("details");
    while (folded) {
      folded.open = true;
      folded = folded.parentElement?.closest("details") ?? null;
    }
  },
  true,
);
form?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || button.dataset.segments === undefined) return;
  event.preventDefault();
  // Offline, or signed out: the form is sent the slow way.
  changeSegments(button).catch(() => {
    button.removeAttribute("data-segments");
    button.click();
  });
});

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-reset]")) {
  const field = document.getElementById(button.dataset.for ?? "");
  const standard = button.dataset.reset ?? "";
  if (!(field instanceof HTMLInputElement)) continue;
  // Only what differs has something to go back to.
  const offer = () => {
    button.hidden = field.value === standard;
  };
  offer();
  field.addEventListener("input", offer);
  button.addEventListener("click", () => {
    field.value = standard;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// What was under way when the page came.
for (const panel of document.querySelectorAll<HTMLElement>("[data-preview]")) {
  const at = question;
  const isWanted = () => panel !== draftPanel || at === question;
  if (running(panel) !== null) follow(panel, panel, isWanted).catch(() => undefined);
}
