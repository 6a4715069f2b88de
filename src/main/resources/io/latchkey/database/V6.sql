-- What instances need to know besides. Each statement may run again, as in V1.

-- As many accounts as anybody has.
alter table latchkey_instance alter column calls_per_second set data type varchar(1000000);

-- When calls were last given away, in milliseconds since 1970.
alter table latchkey_quota add column if not exists given_at bigint default 0 not null;

-- The requests of the bot that have taken the seat and have not given it back, on all instances.
alter table latchkey_seat add column if not exists requests integer default 1 not null;
