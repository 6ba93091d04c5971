-- What a platform takes only so many of a minute: pictures of messages, and look-ups of people.

-- When a picture is to be added that its message went without; null: it lacks none. The message's words never wait for it.
alter table app.delivery add column picture_due timestamptz;
create index delivery_picture on app.delivery (tenant_id, picture_due) where picture_due is not null;

-- A member's direct messages with the app in Slack: opened once, the same for good. Null: not opened yet, or they are somebody
-- else in Slack now.
alter table app.member add column slack_conversation text;
