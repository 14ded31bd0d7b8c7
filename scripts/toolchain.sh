# Sourced by every script here: finds the tools, says in one sentence what is missing. Sets ROOT, JAVA_HOME, MVN.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
MAVEN_VERSION=3.9.11

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

java_major() {
  "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'
}

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ "$(java_major "$1/bin/java")" -ge 25 ] 2>/dev/null
}

find_jdk() {
  local home on_path
  on_path=$(command -v javac || true)
  [ -n "$on_path" ] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for home in "${CAISSON_JAVA_HOME:-}" "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/*25* /opt/*jdk*25* "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$home" ] && is_jdk_25 "$home"; then
      export JAVA_HOME=$home
      export PATH=$JAVA_HOME/bin:$PATH
      return
    fi
  done
  fail "No JDK 25 found: install one (for example Temurin 25) and set JAVA_HOME to it."
}

maven_is_recent() {
  local version
  version=$("$1" -v 2>/dev/null | sed -n 's/^.*Apache Maven \([0-9.]*\).*/\1/p')
  [ -n "$version" ] && [ "$(printf '%s\n3.9\n' "$version" | sort -V | head -n 1)" = 3.9 ]
}

# Quarkus needs Maven 3.9; an older one fetches a newer one through its own configured repositories.
find_maven() {
  local own=$ROOT/.tools/apache-maven-$MAVEN_VERSION/bin/mvn
  if command -v mvn >/dev/null && maven_is_recent mvn; then
    MVN=mvn
    return
  fi
  if [ ! -x "$own" ]; then
    command -v mvn >/dev/null || fail "No Maven found: install Maven 3.8 or newer."
    echo "maven: fetching $MAVEN_VERSION into .tools"
    # The plugin leaves marks of what it unpacked in the folder it runs in: a folder of its own.
    local scratch
    scratch=$(mktemp -d)
    (cd "$scratch" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack \
      "-Dartifact=org.apache.maven:apache-maven:$MAVEN_VERSION:zip:bin" "-DoutputDirectory=$ROOT/.tools") \
      >"$scratch/log" 2>&1 ||
      fail "Maven $MAVEN_VERSION could not be fetched: install Maven 3.9 or newer, or see $scratch/log."
    rm -r "$scratch"
    chmod +x "$own"
  fi
  MVN=$own
}

find_node() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  [ "$major" -ge 20 ] || fail "No Node 20 or newer found: install Node 20 with npm."
  command -v npm >/dev/null || fail "No npm found: install the npm that belongs to Node."
}

# Installs the locked packages of one folder when its lock file changed since the last time.
npm_install() {
  local folder=$1 mark=$1/node_modules/.lock-hash hash
  hash=$(cksum <"$folder/package-lock.json")
  if [ ! -f "$mark" ] || [ "$(cat "$mark")" != "$hash" ]; then
    echo "npm: installing the packages of ${folder#"$ROOT"/}"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
      fail "npm could not install the packages of ${folder#"$ROOT"/}: check the network and the registry of npm."
    printf '%s' "$hash" >"$mark"
  fi
}

maven() {
  (cd "$ROOT" && "$MVN" -B -ntp "$@")
}

# Changes exactly when a file of the checkout does; without git every start builds.
source_stamp() {
  (cd "$ROOT" && git ls-files -co --exclude-standard -z 2>/dev/null | xargs -0 cksum 2>/dev/null | cksum) || date
}

# One build at a time: a second command waits for the first one's and finds nothing left to do.
build_venue() {
  mkdir -p "$ROOT/.caisson"
  exec 9>"$ROOT/.caisson/build.lock"
  flock 9
  npm_install "$ROOT/contracts"
  build_changed
  exec 9>&-
}

build_changed() {
  local mark=$ROOT/.caisson/built stamp
  stamp=$(source_stamp)
  if [ ! -f "$mark" ] || [ "$(cat "$mark")" != "$stamp" ]; then
    echo "building (the first time takes some minutes)"
    maven -q package -DskipTests -Dquick >"$ROOT/.caisson/build.log" 2>&1 ||
      fail "The build failed: see .caisson/build.log. $(grep -m 1 ERROR "$ROOT/.caisson/build.log" || true)"
    printf '%s' "$stamp" >"$mark"
  fi
}

# The launcher takes the place of this shell, so that a signal reaches it alone.
launch() {
  exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m "-Dcaisson.root=$ROOT" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$ROOT/scripts/target/*:$ROOT/scripts/target/lib/*" caisson.scripts.Main "$@"
}
