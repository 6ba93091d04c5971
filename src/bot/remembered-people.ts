/** What a platform said of somebody holds this long. */
const rememberMs = 10 * 60_000;
/** Beyond that many all are forgotten: a public channel of strangers must not fill the memory. */
const mostRemembered = 10_000;

/** Remembers who somebody is, so that a platform is not asked with every click. */
export interface RememberedPeople<Who> {
  /** Who goes by a key (tenant and the platform's name of them): as remembered, else as it is looked up. */
  whoIs(key: string, lookUp: () => Promise<Who>): Promise<Who>;
}

/**
 * @param options.now milliseconds since the epoch
 * @param options.mostKept beyond that many all are forgotten
 */
export function rememberPeople<Who extends { readonly kind: string }>(options: {
  readonly now: () => number;
  readonly mostKept?: number;
}): RememberedPeople<Who> {
  const { now, mostKept = mostRemembered } = options;
  const remembered = new Map<string, { readonly who: Who; readonly until: number }>();
  return {
    whoIs: async (key, lookUp) => {
      const known = remembered.get(key);
      if (known && known.until > now()) return known.who;
      const who = await lookUp();
      // "Not linked" is not remembered: signing in or an invitation changes it within seconds.
      if (who.kind === "not-linked") return who;
      if (remembered.size >= mostKept) remembered.clear();
      remembered.set(key, { who, until: now() + rememberMs });
      return who;
    },
  };
}
