-- When Zoom is to be asked who the user of an imported grant is; null if the user is known, or if the
-- grant was not refreshed since it was imported. Each statement may run again, as in V1.

alter table latchkey_grant add column if not exists identify_at timestamp(6) with time zone;
create index if not exists latchkey_grant_identify on latchkey_grant (identify_at);

-- Operators search without naming the account.
create index if not exists latchkey_grant_user_alone on latchkey_grant (zoom_user_id);
create index if not exists latchkey_grant_email_alone on latchkey_grant (email);
create index if not exists latchkey_audit_grant on latchkey_audit (grant_id);

-- Which of the keys is the newest: while keys are changed, instances have them in different orders.
alter table latchkey_key_check add column if not exists added_at timestamp(6) with time zone;
update latchkey_key_check set added_at = current_timestamp where added_at is null;
