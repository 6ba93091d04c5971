import { AdaptiveCard, GlobalRegistry, HostConfig, Table, Versions } from "adaptivecards";
import { cardMarkdown } from "./card-markdown.ts";
import { teamsLook } from "./teams-look.ts";

/** The preview page's own script: Microsoft's renderer draws the card as Teams does, in the reader's theme. */
const place = document.querySelector<HTMLElement>("[data-teams-card]");
const source = document.querySelector<HTMLTextAreaElement>("[data-source=card]");
const dark = matchMedia("(prefers-color-scheme: dark)");

AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = cardMarkdown(text);
  result.didProcess = true;
};

// The package says that it has no side effects, so its own registration of tables is left out of the bundle.
GlobalRegistry.defaultElements.register("Table", Table, Versions.v1_5);

function draw(): void {
  if (!place || !source) return;
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(teamsLook(dark.matches ? "dark" : "light"));
  card.parse(JSON.parse(source.value));
  const drawn = card.render();
  if (!drawn) return;
  // It is a picture of a card: nothing in it can be reached or clicked.
  drawn.inert = true;
  place.replaceChildren(drawn);
}

draw();
dark.addEventListener("change", draw);

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy ?? "");
  if (!(text instanceof HTMLTextAreaElement) || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(text.value).then(() => {
      button.textContent = "Copied";
    });
  });
}
