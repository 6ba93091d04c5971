/** How a session came about: "by a link", "with Slack"; a company's own provider has the name that its operator gave it. */
export function wayInWords(way: string, companyName: string | undefined): string {
  if (way === "link") return "by a link";
  return `with ${known[way] ?? companyName ?? "a company account"}`;
}

/** What a provider is called, as its button says it where it is set up. */
export function providerName(
  id: string,
  providers: readonly { readonly id: string; readonly name: string }[],
): string {
  return providers.find((provider) => provider.id === id)?.name ?? known[id] ?? "a company account";
}

const known: Readonly<Record<string, string>> = { slack: "Slack", microsoft: "Microsoft", google: "Google" };
