# Sourced by every script: what must be right before anything is made, and commands that may hang.

die() {
  echo "$@" >&2
  exit 1
}

# Ends the script if the file of keys is not there, or not for this user: readable_keys <file>
readable_keys() {
  [[ -f $1 ]] || die "There is no file of keys $1: see README.md beside this script."
  [[ -r $1 ]] || die "The file of keys $1 cannot be read by $(id -un): run this as its owner, or hand the file over with chown."
}

# Ends the script if it could not write into a directory, or make it: writable_directory <directory> <variable that names it>
writable_directory() {
  local there=$1
  [[ $there == /* ]] || there=./$there
  while [[ ! -e $there ]]; do
    there=${there%/*}
    there=${there:-/}
  done
  [[ -d $there ]] || die "$there is no directory: name another in $2."
  [[ -w $there && -x $there ]] ||
    die "$there cannot be written by $(id -un): run this as the owner of that directory, or name another in $2."
}

# Ends the script if this machine's own name has no address, which Payara Micro asks for.
named_machine() {
  local name
  name=$(uname -n)
  ! command -v getent > /dev/null || getent ahosts "$name" > /dev/null ||
    die "The name of this machine, $name, has no address: add the line '127.0.0.1 $name' to /etc/hosts."
}

# The java that a server will run on, as the servers choose it themselves.
java_in_use() {
  echo "${JAVA_HOME:+$JAVA_HOME/bin/}java"
}

# Ends the script if a server could not run on this Java: needs_java <java> <least version> <server>
needs_java() {
  local version home
  home=$(readlink -f "$(command -v "$1")") || true
  # Quicker than to start it; but not every Java has the file.
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "${home%/bin/java}/release" 2> /dev/null) || true
  [[ $version ]] || version=$("$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
  [[ $version ]] || die "$3 needs Java $2 or newer, and $1 does not run: set JAVA_HOME to the directory that holds bin/java."
  ((version >= $2)) || die "$3 needs Java $2 or newer, and $1 is Java $version: set JAVA_HOME to a newer one."
}

# Ends the script if a port is invalid or stands twice: valid_ports PORT=8080 OPS_PORT=8081
valid_ports() {
  local port seen=' '
  for port in "$@"; do
    [[ ${port#*=} =~ ^[1-9][0-9]{0,4}$ ]] && ((${port#*=} <= 65535)) ||
      die "${port%=*} must be a number from 1 to 65535: ${port#*=}"
    [[ $seen != *" ${port#*=} "* ]] || die "${port%=*}=${port#*=} is the port of another listener of Latchkey: choose another, as in ${port%=*}=$((${port#*=} + 100)) $0 …"
    seen+="${port#*=} "
  done
}

# Ends the script if the address is another machine's, or a port is invalid, stands twice or is taken: free_ports <address for callers> PORT=8080
# OPS_PORT=8081. All but the first are on loopback.
free_ports() {
  local address port own
  if [[ $1 != 0.0.0.0 && $1 != 127.* && $1 != *:* ]]; then
    own=$(own_addresses)
    [[ ! $own || " $own " == *" $1 "* ]] ||
      die "${2%PORT=*}ADDRESS=$1 is no address of this machine: choose one of $own, or 0.0.0.0 for all."
  fi
  address=$(reached_at "$1")
  shift
  valid_ports "$@"
  for port in "$@"; do
    if listens "$address" "${port#*=}"; then
      die "Port ${port#*=} is taken (${port%=*}): end what listens there, or choose another, as in ${port%=*}=$((${port#*=} + 100)) $0 …"
    fi
    address=127.0.0.1
  done
}

# Prints the IPv4 addresses of this machine; nothing if Linux does not tell them, or lets a server listen at others.
own_addresses() {
  [[ $(cat /proc/sys/net/ipv4/ip_nonlocal_bind 2> /dev/null) == 0 ]] || return 0
  sed -n '/|-- / { s/.*|-- //; h }; /\/32 host LOCAL/ { g; p }' /proc/net/fib_trie 2> /dev/null | sort -u | paste -sd ' ' || true
}

listens() {
  (exec 3<>"/dev/tcp/$1/$2") 2> /dev/null
}

# The address at which this machine itself reaches what listens at an address.
reached_at() {
  [[ $1 == 0.0.0.0 || $1 == :: ]] && echo 127.0.0.1 || echo "$1"
}

# Ends the script if a variable holds no address of IPv4 or IPv6, since a name could stand for several:
# valid_address ADDRESS=127.0.0.1
valid_address() {
  local octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
  [[ ${1#*=} =~ ^$octet\.$octet\.$octet\.$octet$ || ${1#*=} =~ ^[0-9a-fA-F.:]*:[0-9a-fA-F.]*:[0-9a-fA-F.:]*$ ]] ||
    die "${1%%=*} must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all: ${1#*=}"
}

# Where Latchkey calls itself, when it listens at this address.
own_host() {
  local address
  address=$(reached_at "$1")
  [[ $address == *:* ]] && echo "[$address]" || echo "$address"
}

# Runs a command whose output matters only if it fails. Says every twenty seconds that it still runs,
# and ends it after five minutes, or after $limit seconds. Needs the directory $work.
limit=300 running_command=
quietly() {
  local since=$SECONDS told=0 status=0
  "$@" > "$work/output" 2>&1 &
  running_command=$!
  while kill -0 "$running_command" 2> /dev/null; do
    if ((SECONDS - since >= limit)); then
      end_running_command
      cat "$work/output" >&2
      die "This did not end within $limit s: ${1##*/} $2"
    elif ((SECONDS - since >= told + 20)); then
      told=$((SECONDS - since))
      echo "Still running for ${told} s: ${1##*/} $2"
    fi
    sleep 0.1
  done
  wait "$running_command" || status=$?
  running_command=
  if ((status != 0)); then
    cat "$work/output" >&2
    die "This failed: ${1##*/} $2"
  fi
}

# For a trap: what quietly has started must not go on when the script has ended.
end_running_command() {
  [[ $running_command ]] || return 0
  kill "$running_command" 2> /dev/null || true
  wait "$running_command" 2> /dev/null || true
  running_command=
}

# A directory that nobody else may read and that does not outlive the script.
private_directory() {
  work=$(mktemp -d 2> /dev/null) ||
    die "No directory can be made in ${TMPDIR:-/tmp}: set TMPDIR to a directory where $(id -un) may write."
  trap 'rm -rf "$work"' EXIT
}

# Sets log_format and log_debug: what LOG_FORMAT and LOG_DEBUG ask for, or else what an earlier run
# has set, which is handed in.
log_settings() {
  log_format=${LOG_FORMAT:-${1:-text}} log_debug=${LOG_DEBUG:-${2:-none}}
  [[ $log_format =~ ^(text|json)$ ]] || die "LOG_FORMAT must be text or json."
  [[ $log_debug =~ ^(none|io\.latchkey(\.[A-Za-z]+)*)$ ]] ||
    die "LOG_DEBUG must be a logger of Latchkey, such as io.latchkey.observe, or none."
}
