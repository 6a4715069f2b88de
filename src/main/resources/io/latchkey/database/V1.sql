-- The consents of Zoom users, and the keys that callers know them by. For PostgreSQL and H2. Each
-- statement may run again, since H2 commits each of them by itself.

create table if not exists latchkey_grant (
  id varchar(28) primary key,
  account varchar(64) not null,
  zoom_user_id varchar(128) not null,
  zoom_account_id varchar(128),
  email varchar(254),
  client_id varchar(128) not null,
  scopes varchar(4000) not null,
  consented_at timestamp(6) with time zone not null,
  state varchar(16) not null,
  reason varchar(32),
  refusals integer not null,
  retry_at timestamp(6) with time zone,
  -- The number of the present pair of tokens. Every change names the one that it is for.
  generation bigint not null,
  refresh_token bytea,
  spare_refresh_token bytea,
  access_token bytea,
  access_expires_at timestamp(6) with time zone,
  lease_owner varchar(128),
  lease_since timestamp(6) with time zone,
  lease_until timestamp(6) with time zone,
  -- Set while an answer of Zoom to the present refresh token may be lost.
  unfinished_since timestamp(6) with time zone,
  setback_until timestamp(6) with time zone,
  key_id varchar(8) not null,
  rotated_at timestamp(6) with time zone,
  changed_at timestamp(6) with time zone not null,
  constraint latchkey_grant_user unique (account, zoom_user_id)
);

create index if not exists latchkey_grant_email on latchkey_grant (account, email);
create index if not exists latchkey_grant_changed on latchkey_grant (changed_at);
create index if not exists latchkey_grant_state on latchkey_grant (state, retry_at);
create index if not exists latchkey_grant_lease on latchkey_grant (lease_until);

create table if not exists latchkey_reference (
  account varchar(64) not null,
  reference varchar(128) not null,
  grant_id varchar(28) not null,
  primary key (account, reference),
  foreign key (grant_id) references latchkey_grant (id) on delete cascade
);

create index if not exists latchkey_reference_grant on latchkey_reference (grant_id);

-- Not in the row of the grant: only a rotation writes there.
create table if not exists latchkey_use (
  grant_id varchar(28) primary key,
  used_at timestamp(6) with time zone not null,
  foreign key (grant_id) references latchkey_grant (id) on delete cascade
);

-- Shows whether the configured keys are those that the rows are encrypted with.
create table if not exists latchkey_key_check (
  key_id varchar(8) primary key,
  sealed bytea not null
);

create table if not exists latchkey_audit (
  at timestamp(6) with time zone not null,
  grant_id varchar(28) not null,
  account varchar(64) not null,
  action varchar(32) not null,
  actor varchar(128) not null
);

create index if not exists latchkey_audit_at on latchkey_audit (at);
