# Sourced by the commands that need no server: runs a class of the WAR.

# run_command <usage> <class> <WAR> <arguments>
run_command() {
  local usage=$1 class=$2 war=${3:-}
  if [[ -z $war ]]; then
    echo "Usage: $usage" >&2
    exit 1
  fi
  if [[ ! -f $war ]]; then
    echo "There is no $war: build it with mvn package, it is target/latchkey.war then." >&2
    exit 1
  fi
  war=$(realpath "$war")
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  classes=$(mktemp -d)
  trap 'rm -rf "$classes"' EXIT
  # Java reads an archive, but not the classes inside a WAR.
  if command -v unzip > /dev/null; then
    unzip -q "$war" 'WEB-INF/classes/io/*' -d "$classes"
  else
    (cd "$classes" && "${java%java}jar" xf "$war" WEB-INF/classes)
  fi
  "$java" -cp "$classes/WEB-INF/classes" "io.latchkey.command.$class" "${@:4}"
}
