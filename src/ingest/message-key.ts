import { hash } from "node:crypto";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What tells a message apart, as `app.event_seen` keeps it: a UUID in lower case is itself, any other id the first 16 bytes
 * of its SHA-256, written as one.
 */
export function messageKey(messageId: string): string {
  if (messageId.length === 36 && uuid.test(messageId)) return messageId;
  const hex = hash("sha256", messageId);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
