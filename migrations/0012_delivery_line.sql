-- What waits for its turn in a member's channel: found for every try, however long the history is.
create index delivery_line on app.delivery (tenant_id, member_id, channel, queued_at, id) where state in ('queued', 'sending');
