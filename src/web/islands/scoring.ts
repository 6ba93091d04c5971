/** The scoring pages' own script: the sum of the weights, resets, a preview 400 ms after the last key, and how far previews are. */
const form = document.querySelector<HTMLFormElement>("[data-scoring]");
const draftPanel = document.getElementById("draft-preview");
const sum = document.querySelector<HTMLOutputElement>("[data-sum]");
const previews = "/settings/scoring/preview";
const pauseMs = 400;
const lookAgainMs = 700;

let timer: number | undefined;
/** Only the newest question's answer is shown. */
let question = 0;

function addUp(): void {
  const weights = document.querySelectorAll<HTMLInputElement>("[data-weight]");
  const total = [...weights].reduce((all, { value }) => all + (Number(value) || 0), 0);
  if (sum) sum.value = total === 100 ? "= 100 ✓" : `= ${total}`;
}

/** Asks for a preview of what is typed. Old figures stay, dimmed, until the new ones are there. */
async function preview(): Promise<void> {
  if (!form || !draftPanel) return;
  const mine = ++question;
  draftPanel.toggleAttribute("data-dimmed", draftPanel.querySelector("[data-figures]") !== null);
  try {
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    await follow(draftPanel, await ask(previews, { method: "POST", body }), () => mine === question);
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

form?.addEventListener("input", () => {
  addUp();
  clearTimeout(timer);
  timer = setTimeout(() => void preview(), pauseMs);
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
