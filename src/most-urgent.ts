/** Takes the most urgent one out of those who wait; of equals who came first. Undefined: nobody waits. */
export function takeMostUrgent<One extends { readonly urgency: number }>(waiting: One[]): One | undefined {
  let most = 0;
  for (const [at, { urgency }] of waiting.entries()) if (urgency > (waiting[most]?.urgency ?? 0)) most = at;
  return waiting.splice(most, 1)[0];
}
