-- Events for the customer's application, until they are taken. Each statement may run again, as in V1.

create table if not exists latchkey_event (
  id varchar(30) primary key,
  type varchar(32) not null,
  account varchar(64) not null,
  grant_id varchar(28) not null,
  -- Separated by commas, which no reference holds.
  reference_list varchar(8000) not null,
  reason varchar(32),
  created_at timestamp(6) with time zone not null,
  attempts integer not null,
  next_at timestamp(6) with time zone not null
);

create index if not exists latchkey_event_next on latchkey_event (next_at);
