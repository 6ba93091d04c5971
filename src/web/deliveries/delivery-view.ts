import { sendingChannels } from "../../channels.ts";
import { isId } from "../../ids.ts";
import { type DeliveryQuery, deliveryFilters } from "../../usecases/deliveries/list-deliveries.ts";
import type { FieldFault } from "../forms/field-fault.ts";

/** What the delivery log shows, as its address says. */
export interface DeliveryView extends DeliveryQuery {
  /** From 1. */
  readonly page: number;
}

/** The states that one can ask for. */
export type DeliveryFilterName = keyof typeof deliveryFilters;

/** What is wrong with the days that an address asks for; undefined for nothing. An empty one asks for none. */
export function deliveryDaysFault(query: Readonly<Record<string, string>>): FieldFault | undefined {
  const unread = (["from", "to"] as const).find((field) => query[field] && dayOf(query[field]) === undefined);
  if (unread) return { field: unread, sentence: "I can't read that date. Write it as 2026-11-19." };
  const { from, to } = query;
  return from && to && to < from ? { field: "to", sentence: "The end is before the start." } : undefined;
}

/** Reads the address; what it cannot read falls back to all: of days, `deliveryDaysFault` says so. */
export function parseDeliveryView(query: Readonly<Record<string, string>>): DeliveryView {
  const page = Number(query.page);
  const names = Object.keys(deliveryFilters) as DeliveryFilterName[];
  return {
    memberId: isId(query.member ?? "") ? query.member : undefined,
    channel: sendingChannels.find((channel) => channel === query.by),
    state: names.find((name) => name === query.state),
    from: dayOf(query.from),
    to: dayOf(query.to),
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The address of a view of the page, or of its file; what is usual is left out. */
export function deliveryViewPath(view: DeliveryView, as: "page" | "csv" | "xlsx" = "page"): string {
  const query = new URLSearchParams();
  if (view.memberId) query.set("member", view.memberId);
  if (view.channel) query.set("by", view.channel);
  if (view.state) query.set("state", view.state);
  if (view.from) query.set("from", view.from);
  if (view.to) query.set("to", view.to);
  if (view.page > 1 && as === "page") query.set("page", String(view.page));
  const text = query.toString();
  const path = as === "page" ? "/settings/deliveries" : `/settings/deliveries/deliveries.${as}`;
  return text === "" ? path : `${path}?${text}`;
}

/** A day of an address; undefined for none, and for what is no day of this time. */
export function dayOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^(19|2\d)\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? undefined : text;
}
