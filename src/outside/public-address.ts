import { BlockList, isIPv4, isIPv6 } from "node:net";

/*
 * Addresses that lead anywhere but into the open internet: IANA's special-purpose registries (RFC 6890 and its successors),
 * and the one metadata service that lies outside them.
 */
const closed4 = [
  ["0.0.0.0", 8], // this network: reaches this machine on Linux
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carriers; Alibaba's metadata service
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's own
  ["169.254.0.0", 16], // link-local; metadata services
  ["172.16.0.0", 12],
  ["192.0.0.0", 24], // protocol assignments; Oracle's metadata service
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;

/** Within the one block of global unicast (2000::/3): what carries an IPv4 address, or is for documents. */
const closed6 = [
  ["2001::", 23], // protocol assignments, with Teredo
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4
  ["3fff::", 20],
] as const;

const closed = new BlockList();
for (const [net, bits] of closed4) closed.addSubnet(net, bits, "ipv4");
for (const [net, bits] of closed6) closed.addSubnet(net, bits, "ipv6");
const unicast = new BlockList();
unicast.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an IP address lies in the open internet: not this machine, not the network around it, no metadata service, none of
 * these in the clothes of IPv6 (mapped, NAT64, 6to4, Teredo). What is no address is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, "ipv4");
  return isIPv6(address) && unicast.check(address, "ipv6") && !closed.check(address, "ipv6");
}
