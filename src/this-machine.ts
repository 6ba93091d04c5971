/** Whether a host, as an address or a setting writes it, is the very machine that asks: nothing leaves it on the way there. */
export function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
}
