/**
 * The text fields of a form; files and repeated fields are left out. Input is data: nothing else gets further, and no zero
 * byte, which no text in the database can hold.
 */
export function textFields(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const fields = Object.entries(body).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value.replaceAll("\0", "")] as const] : [],
  );
  return Object.fromEntries(fields);
}
