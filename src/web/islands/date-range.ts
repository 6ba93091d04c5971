/** Says at the field, before anything is sent, that the end is before the start. */
export function dateRange(): void {
  const [from, to] = document.querySelectorAll<HTMLInputElement>(".dates input[type=date]");
  if (!from || !to) return;
  const check = () =>
    to.setCustomValidity(
      from.value && to.value && to.value < from.value ? "The end is before the start." : "",
    );
  from.addEventListener("input", check);
  to.addEventListener("input", check);
}
