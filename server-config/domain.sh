# Sourced by the scripts of Payara Server and GlassFish, which both keep their settings in a domain that
# asadmin makes. These set asadmin, home, domains and domain (use_domain), and the ports.
# shellcheck source=server-config/keys.sh
source "${BASH_SOURCE[0]%/*}/keys.sh"

# Names the domain, of a server in this directory: use_domain <home>
use_domain() {
  home=$1
  asadmin=$home/bin/asadmin
  [[ -x $asadmin ]] || die "There is no $asadmin: name the directory that holds bin/asadmin."
  # As the server writes it into its command line.
  domains=$(realpath -m -- "${DOMAINS:-$home/glassfish/domains}")
  [[ $domains != *[[:space:]]* ]] || die "asadmin cannot be told of a path with white space, such as $domains: name another directory in DOMAINS."
  domain=$domains/latchkey
  # Written last, with the names of the keys: what lacks it is not ours, or not whole.
  done=$domain/config/latchkey.configured
  # Stands beside a domain that is being made, with the process that makes it: what a run that was killed
  # has left is ours to take away.
  making=$domains/.latchkey.making
  export TERM=${TERM:-dumb}
  # Payara's asadmin takes the first java of the PATH, unless this names another.
  export AS_JAVA=${AS_JAVA:-${JAVA_HOME:-}}
  # The domain of Payara takes this one.
  [[ ! $AS_JAVA ]] || export JAVA_HOME=$AS_JAVA
}

# The Java of asenv.conf wins over the environment.
java_of_asadmin() {
  local configured
  configured=$(sed -nE 's/^(export )?AS_JAVA="?([^"$]+)"?$/\2/p' "$home/glassfish/config/asenv.conf" 2> /dev/null) || true
  configured=${configured:-$AS_JAVA}
  echo "${configured:+$configured/bin/}java"
}

# Prints the version of the server that a line of its properties has: branding <name>
branding() {
  sed -n "s/^$1=//p" "$home/glassfish/config/branding/glassfish-version.properties" 2> /dev/null || true
}

# Prints an attribute of a listener that an earlier run has set: kept_of <listener> <attribute>. A domain
# that is not whole has the ports of asadmin, which nobody has chosen.
kept_of() {
  [[ ! -e $done ]] || listener "$1" "$2"
}

listener() {
  sed -nE "/<network-listener [^>]*name=\"$1\"/ { s/.* $2=\"([^\"]*)\".*/\1/p; t end }; b; :end q" \
    "$domain/config/domain.xml"
}

# Sets port, address, ops_port and admin_port. The listeners of an existing domain keep theirs:
# latchkey.own-url must name where it listens.
choose_ports() {
  ops_port=${OPS_PORT:-8081} admin_port=${ADMIN_PORT:-4848}
  port=$(kept_of http-listener-1 port) address=$(kept_of http-listener-1 address)
  if [[ $port ]]; then
    address=${address:-0.0.0.0}
    [[ ${PORT:-$port} == "$port" && ${ADDRESS:-$address} == "$address" ]] ||
      echo "The domain goes on listening at $address:$port. To change that, restore it first."
  else
    port=${PORT:-8080} address=${ADDRESS:-0.0.0.0}
    valid_address "ADDRESS=$address"
  fi
}

# Prints the process of the domain. Its file pid may be missing yet, or name a stranger by now.
domain_process() {
  local pattern
  pattern=$(sed 's/[][\.*^$+?(){}|]/\\&/g' <<< "$domain")
  pgrep -f -- "-Dcom\.sun\.aas\.instanceRoot=$pattern( |\$)" || true
}

running() {
  [[ $(domain_process) ]]
}

# A first run that fails leaves nothing, a later one leaves a domain that was stopped as it was found.
new='' started='' before=''
undo() {
  # Not to be interrupted: a second Ctrl-C would leave the keys in /tmp.
  trap '' INT HUP
  end_running_command
  if [[ $started ]]; then
    stop_domain
  fi
  if [[ $new && ! -e $done ]]; then
    timeout 40 "$asadmin" delete-domain --domaindir "$domains" latchkey > /dev/null 2>&1 || true
    rm -rf "$domain" "$making"
  elif [[ $before && $started ]]; then
    rm -rf "$domain/config.before"
    cp -a "$before" "$domain/config.before" && rm -rf "$domain/config" && mv "$domain/config.before" "$domain/config"
  fi
  rm -rf "$work"
}

# Stops the domain, if it runs, within a minute.
stop_domain() {
  timeout 40 "$asadmin" stop-domain --domaindir "$domains" latchkey > /dev/null 2>&1 || true
  domain_process | xargs -r kill -9 2> /dev/null || true
}

# What a run that was killed had started may still make or start the domain.
end_commands_of_killed_run() {
  local pattern
  pattern=$(sed 's/[][\.*^$+?(){}|]/\\&/g' <<< "$domains")
  { pgrep -f -- "(create|start)-domain --domaindir $pattern .*latchkey\$" || true; } | xargs -r kill -9 2> /dev/null || true
}

being_made() {
  [[ -e $making && ! -e $done ]]
}

# Ends the script if the process that makes the domain is there.
made_by_nobody() {
  ! kill -0 "$(cat "$making")" 2> /dev/null || die "Another run is making $domain: wait until it has ended."
}

# Makes the domain if there is none, and starts it if it does not run: open_domain <ports of a new one>.
# Sets new and admin.
open_domain() {
  writable_directory "$domain" DOMAINS
  trap undo EXIT
  if being_made; then
    made_by_nobody
    end_commands_of_killed_run
    stop_domain
    rm -rf "$domain" "$making"
  fi
  if [[ -d $domain && ! -e $done ]]; then
    die "There is a domain latchkey that this script has not made: move $domain away, or name another directory in DOMAINS."
  fi
  if [[ ! -d $domain ]]; then
    free_ports "$address" "$@"
    make_domain
  elif ! running; then
    # What fails half-way is put back.
    cp -a "$domain/config" "$work/config"
    before=$work/config
  fi
  # Secrets are in it, and the keystore of a new domain has a password that everybody knows.
  chmod 700 "$domain/config"
  if ! running; then
    # It may be this domain, started by a path with a link: what follows would stop it.
    [[ $new ]] || ! listens 127.0.0.1 "$(listener admin-listener port)" ||
      die "Something listens at the port for management of $domain, perhaps the domain itself: stop it, then run this again."
    started=yes
    quietly "$asadmin" start-domain --domaindir "$domains" latchkey
  fi
  admin=$(listener admin-listener port)
}

# A domain that is being made listens at ports of its own base until it is set up; one that is taken
# makes start-domain hang.
make_domain() {
  local base=$((admin_port - 48)) offset
  for offset in 9 37 38 39 66 76 80 81 86 90; do
    if listens 127.0.0.1 $((base + offset)); then
      die "Port $((base + offset)) is taken, which a new domain needs while it is made (ADMIN_PORT - 48 + $offset): end what listens there, or choose another, as in ADMIN_PORT=$((admin_port + 200)) $0 …"
    fi
  done
  new=yes
  mkdir -p "$domains"
  echo $$ > "$making"
  echo "Making the domain latchkey in $domains"
  quietly "$asadmin" create-domain --domaindir "$domains" --nopassword --checkports=false \
    --portbase "$base" latchkey
  cp "$here/error.html" "$domain/config/"
  rm -rf "${domain:?}"/docroot/*
}

# Prints the commands of a file, with what is set in a row as one command, which takes no longer than one
# for each alone.
joined() {
  awk '/^#/ { next }
       /^set / { sets = sets substr($0, 4); next }
       sets { print "set" sets; sets = "" }
       { print }
       END { if (sets) print "set" sets }'
}

known_aliases() {
  "$asadmin" --port "$admin" list-password-aliases
}

# Prints the command that keeps a secret: alias_command <key> <value> <aliases that there are>
alias_command() {
  local verb=create file
  file=$(mktemp "$work/secret.XXXXXX")
  # The file is read as Java properties: a backslash stands twice, a blank in front behind one.
  local value=${2//\\/\\\\}
  printf 'AS_ADMIN_ALIASPASSWORD=%s\n' "${value/#\ /\\ }" > "$file"
  ! grep -qxF "$1" <<< "$3" || verb=update
  echo "$verb-password-alias --passwordfile $file $1"
}

# Prints the keys that an earlier run has set and the file does not name any more.
forgotten_keys() {
  [[ ! -e $done ]] || grep -vxFf "$work/names" "$done" || true
}

# Runs the commands. The keys are set up when they have all succeeded.
set_up_domain() {
  echo "Setting up the domain on port $admin"
  # GlassFish encrypts every secret anew for each that is added.
  local secrets
  secrets=$(grep -c 'password-alias --passwordfile' "$1") || true
  limit=$((300 + secrets * secrets / 4))
  quietly "$asadmin" --port "$admin" multimode --file "$1"
  if grep -q 'failed\.' "$work/output"; then
    grep -B1 'failed\.' "$work/output" >&2
    die "The domain is not set up. Run this again when that is mended."
  fi
  cp "$work/names" "$done"
  rm -f "$making"
  if [[ $started ]]; then
    quietly "$asadmin" stop-domain --domaindir "$domains" latchkey
    started=
  fi
}

# Takes the domain away: restore_domain
restore_domain() {
  if [[ ! -d $domain && ! -e $making ]]; then
    echo "There is no domain latchkey in $domains."
    return
  fi
  [[ -e $done || -e $making ]] ||
    die "The domain latchkey in $domains is not one that configure has made, so it stays: delete it yourself."
  if being_made; then
    made_by_nobody
    end_commands_of_killed_run
  fi
  stop_domain
  rm -rf "$domain" "$making"
  echo "The domain latchkey is stopped and gone."
}
