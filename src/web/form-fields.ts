/** The text fields of a form; files and repeated fields are left out. Input is data: nothing else gets further. */
export function textFields(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const fields = Object.entries(body).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return Object.fromEntries(fields);
}
