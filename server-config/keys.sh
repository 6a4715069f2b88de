# Sourced by the configure scripts: reads a file of keys, one "key=value" a line, # for remarks.
# shellcheck source=server-config/checks.sh
source "${BASH_SOURCE[0]%/*}/checks.sh"

# Every key of Latchkey, as the WAR declares them (ConfigurationKeysTest compares the two).
latchkey_keys='
latchkey.zoom.account-id
latchkey.zoom.client-id
latchkey.zoom.client-secret
latchkey.zoom.user
latchkey.zoom.calls-per-second
latchkey.zoom.app
latchkey.zoom.scopes
latchkey.zoom.allowed-accounts
latchkey.zoom.webhook-secret
latchkey.zoom.accounts
latchkey.zoom.account.<name>.account-id
latchkey.zoom.account.<name>.client-id
latchkey.zoom.account.<name>.client-secret
latchkey.zoom.account.<name>.user
latchkey.zoom.account.<name>.calls-per-second
latchkey.zoom.account.<name>.app
latchkey.zoom.account.<name>.scopes
latchkey.zoom.account.<name>.allowed-accounts
latchkey.zoom.account.<name>.webhook-secret
latchkey.zoom.oauth-url
latchkey.zoom.api-url
latchkey.zoom.connect-timeout
latchkey.zoom.attempt-timeout
latchkey.zoom.proxy
latchkey.zoom.proxy-user
latchkey.zoom.proxy-password
latchkey.zoom.trust-store
latchkey.zoom.trust-store-password
latchkey.pools
latchkey.pool.<name>
latchkey.pools.meeting-for
latchkey.callback.token
latchkey.callers
latchkey.caller.<name>.token
latchkey.caller.<name>.signing-secret
latchkey.caller.<name>.proof
latchkey.caller.<name>.signature-tolerance
latchkey.caller.<name>.kinds
latchkey.caller.<name>.accounts
latchkey.caller.<name>.users
latchkey.signed-url.key
latchkey.operator.token
latchkey.metrics.token
latchkey.public-url
latchkey.access-log
latchkey.own-url
latchkey.lockout.after
latchkey.lockout.for
latchkey.lockout.proxies
latchkey.access-token.renew-before
latchkey.access-token.unusable-before
latchkey.zak.ttl
latchkey.zak.reuse-for
latchkey.zak.outage-reuse-for
latchkey.zak.min-remaining
latchkey.zak.patience
latchkey.zak.max-users
latchkey.request-deadline
latchkey.database.url
latchkey.database.user
latchkey.database.password
latchkey.database.jndi
latchkey.database.directory
latchkey.database.key
latchkey.database.pool-size
latchkey.database.spool
latchkey.grants.audit-for
latchkey.grants.keep-alive
latchkey.grants.keep-email
latchkey.grant-events.url
latchkey.grant-events.signing-secret
latchkey.instance
latchkey.consent.customer
latchkey.consent.link-for
latchkey.consent.page-for
latchkey.consent.manage-for
latchkey.consent.return-urls
'

# Besides, what else may stand in the file: MicroProfile's own keys, and its overrides of Fault
# Tolerance, such as io.latchkey.zoom.ZoomRetry/retrying/Retry/maxRetries.
known_keys="^($(printf '%s' "$latchkey_keys" | sed '/^$/d; s/\./\\./g; s/<name>/[a-z][a-z0-9]*/g' | paste -sd '|'))\$|^(mp\.|MP_)[^/]+\$|/"

# Prints each key and its value, separated by a tab. What is misspelt is refused, since a secret
# would not be known as one; what is missing may come from the environment, and is only told.
keys_in() {
  local line key value number=0 seen=$'\n' app=server-to-server
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
    key=${line%%=*}
    value=${line#*=}
    if [[ $line != *=* || ! $key =~ ^[A-Za-z][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$ ]]; then
      echo "$1, line $number: write key=value, without blanks around the key." >&2
      return 1
    fi
    if [[ ! $key =~ $known_keys ]]; then
      echo "$1, line $number: $key is no key of Latchkey: correct it, docs/configuration.md lists all." >&2
      return 1
    fi
    if [[ $seen == *$'\n'"$key"$'\n'* ]]; then
      echo "$1, line $number: $key stands twice: leave one line out." >&2
      return 1
    fi
    seen+=$key$'\n'
    [[ $key != latchkey.zoom.app ]] || app=$value
    if [[ ! $value ]]; then
      echo "$1, line $number: $key is empty: leave the line out." >&2
      return 1
    fi
    if [[ $value == *'${'* ]]; then
      echo "$1, line $number: $key holds \${, which begins an expression: write the value itself." >&2
      return 1
    fi
    if [[ $value == *$'\t'* ]]; then
      echo "$1, line $number: $key holds a tab: leave it out." >&2
      return 1
    fi
    if ! is_secret "$key" && [[ ! $value =~ ^[A-Za-z0-9._,:/@+%=*-]*$ ]]; then
      echo "$1, line $number: $key holds a character that the server's configuration cannot carry: use letters, digits and ._,:/@+%=*- here." >&2
      return 1
    fi
    printf '%s\t%s\n' "$key" "$value"
  done < "$1"
  if [[ $seen == $'\n' ]]; then
    echo "$1 holds no key: see README.md beside this script." >&2
    return 1
  fi
  local missing=
  local required=(latchkey.zoom.{account-id,client-id,client-secret})
  [[ $app != general ]] || required=(latchkey.zoom.{client-id,client-secret})
  [[ $seen != *$'\n'latchkey.zoom.accounts$'\n'* || $seen == *$'\n'latchkey.zoom.client-id$'\n'* ]] || required=()
  [[ $seen == *$'\n'latchkey.callers$'\n'* ]] || required+=(latchkey.callback.token)
  for key in "${required[@]}"; do
    [[ $seen == *$'\n'"$key"$'\n'* ]] || missing+=" $key"
  done
  [[ ! $missing ]] || echo "$1 lacks$missing, without which Latchkey is not deployed." >&2
}

# Adds where Latchkey calls itself before it says that it is ready, unless the file of keys has it.
with_own_url() {
  cat
  grep -q '^latchkey\.own-url=' "$1" || printf 'latchkey.own-url\t%s\n' "$2"
}

# These go where the server keeps secrets. The URL of the database is one of them, since its parameters
# hold characters that only that way carries.
is_secret() {
  [[ $1 == *.client-secret || $1 == latchkey.*.token || $1 == *.signing-secret || $1 == *.key || $1 == *[-.]password || $1 == latchkey.database.url ]]
}
