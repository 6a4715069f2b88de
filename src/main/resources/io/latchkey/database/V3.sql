-- The consents that are under way, and how they ended. Each statement may run again, as in V1.

create table if not exists latchkey_consent (
  state_hash varchar(43) primary key,
  link_hash varchar(43) not null,
  browser_hash varchar(43) not null,
  account varchar(64) not null,
  -- What the link says. It is no link without its code.
  link varchar(4000) not null,
  link_until timestamp(6) with time zone not null,
  verifier bytea not null,
  opened_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone not null,
  used_at timestamp(6) with time zone,
  outcome varchar(32),
  grant_id varchar(28)
);

create index if not exists latchkey_consent_link on latchkey_consent (link_hash);
create index if not exists latchkey_consent_opened on latchkey_consent (opened_at);
