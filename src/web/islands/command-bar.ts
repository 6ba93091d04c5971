/** Asks in place: the answer appears below the bar without a new page. If that fails, the form is sent as it is. */
export function commandBar(): void {
  const form = document.querySelector<HTMLFormElement>("[data-command]");
  const answer = document.querySelector<HTMLElement>("[data-answer]");
  if (!form || !answer) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
      const response = await fetch(form.action, { method: "POST", body, headers: { "x-part": "answer" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      answer.innerHTML = await response.text();
    } catch {
      form.submit();
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
