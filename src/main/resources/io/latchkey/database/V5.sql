-- What instances that share this database agree on. Each statement may run again, as in V1.

create table if not exists latchkey_instance (
  name varchar(128) primary key,
  started_at timestamp(6) with time zone not null,
  seen_at timestamp(6) with time zone not null,
  -- The configured calls a second of each account: default=30,sales=80.
  calls_per_second varchar(8000) not null
);

-- The access tokens of Server-to-Server accounts.
create table if not exists latchkey_account_token (
  account varchar(64) not null,
  client_id varchar(128) not null,
  generation bigint not null,
  access_token bytea,
  requested_at timestamp(6) with time zone,
  expires_at timestamp(6) with time zone,
  lease_owner varchar(128),
  lease_until timestamp(6) with time zone,
  primary key (account, client_id)
);

-- The slot of time whose calls are being given away, in milliseconds since 1970.
create table if not exists latchkey_quota (
  account varchar(64) primary key,
  slot_begin bigint not null,
  given integer not null,
  -- The calls a second just after the last reduction.
  allowed integer,
  reductions integer not null,
  reduced_at timestamp(6) with time zone
);

-- Which user of a pool is in which meeting. Users and bots are hashes.
create table if not exists latchkey_seat (
  meeting varchar(20) not null,
  member varchar(43) not null,
  bot varchar(43),
  owner varchar(128) not null,
  is_used boolean not null,
  until timestamp(6) with time zone not null,
  primary key (meeting, member)
);

create index if not exists latchkey_seat_until on latchkey_seat (until);

-- What operators see alike on all instances: sessions that were signed out, last uses of callback tokens.
create table if not exists latchkey_notice (
  kind varchar(16) not null,
  name varchar(64) not null,
  at timestamp(6) with time zone not null,
  until timestamp(6) with time zone not null,
  primary key (kind, name)
);
