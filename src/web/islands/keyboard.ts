const off = "bellwether.keys-off";

/** Single keys: off in fields, with a modifier, and for who switched them off. */
export function keyboard(): void {
  const dialog = document.querySelector<HTMLDialogElement>("[data-keys-dialog]");
  const button = document.querySelector<HTMLButtonElement>("[data-keys]");
  if (button && dialog) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
  const toggle = document.querySelector<HTMLInputElement>("[data-keys-off]");
  if (toggle) {
    toggle.checked = localStorage.getItem(off) === "1";
    toggle.addEventListener("change", () => localStorage.setItem(off, toggle.checked ? "1" : "0"));
  }
  // Two keys in a row, however slowly: nobody should have to be quick (WCAG 2.2.1).
  let leading = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (dialog?.open || localStorage.getItem(off) === "1") return;
    const went = leading && goTo(event.key);
    leading = event.key === "g";
    if (went || act(event.key, dialog)) event.preventDefault();
  });
}

function goTo(key: string): boolean {
  const path = { p: "/", i: "/inbox" }[key];
  if (!path || !document.querySelector(`nav a[href="${path}"]`)) return false;
  location.assign(path);
  return true;
}

function act(key: string, dialog: HTMLDialogElement | null): boolean {
  switch (key) {
    case "/":
      return focus("[data-search]");
    case "?":
      dialog?.showModal();
      return dialog !== null;
    case "j":
      return moveRow(1);
    case "k":
      return moveRow(-1);
    case "a":
      return press("[data-key=a]");
    case "s":
      return press("[data-key=s]");
    case "e":
      return openExport();
    case "[":
      return press("[data-key=back]");
    case "]":
      return press("[data-key=forward]");
    default:
      return false;
  }
}

/** A field of a dialog that is closed has the focus still, until the browser draws again: nobody types there. */
function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable]") !== null &&
    target.closest("dialog:not([open])") === null
  );
}

function focus(selector: string): boolean {
  const field = [...document.querySelectorAll<HTMLInputElement>(selector)].find((one) => one.offsetParent);
  field?.focus();
  field?.select();
  return field !== undefined;
}

function press(selector: string): boolean {
  const target = document.querySelector<HTMLElement>(selector);
  target?.click();
  return target !== null;
}

function openExport(): boolean {
  const menu = document.querySelector<HTMLDetailsElement>("[data-export]");
  if (!menu) return false;
  menu.open = true;
  menu.querySelector<HTMLElement>("a")?.focus();
  return true;
}

function moveRow(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("[data-rows] [data-row], [data-rows] tbody th a")];
  if (links.length === 0) return false;
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  return true;
}
