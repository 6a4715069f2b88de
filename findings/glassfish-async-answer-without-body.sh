#!/usr/bin/env bash
# GlassFish 8.0.0 loses the status of a Jakarta REST answer that comes later and has no body: the client
# gets 200 with the headers of the answer, such as a Location that no browser follows. The same answer with
# a body keeps its status, and so does one without a body whose CompletionStage is complete already, so
# that a test with completed stages does not show it. Payara 6 and 7, WildFly 39 and Open Liberty 25 and 26
# keep the status. Redirects, 204 and 202 of asynchronous resources are concerned: give them a body.
# Seen with: GlassFish 8.0.0 (Jersey 4.0.2) on Temurin 25.0.3.
# Needs: a JDK 21 or newer (JAVA_HOME or the PATH), Maven, unzip, curl and the network (150 MB once).
set -euo pipefail
version=8.0.0
port=28080
folder=$(mktemp -d)
asadmin=$folder/glassfish8/bin/asadmin
trap '"$asadmin" stop-domain --domaindir "$folder/domains" --kill=true finding > /dev/null 2>&1 || true; rm -rf "$folder"' EXIT
cd "$folder"
fetch() {
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -Dartifact="$1" -DoutputDirectory="$folder"
}
fetch "org.glassfish.main.distributions:glassfish:$version:zip"
unzip -q glassfish-$version.zip
mkdir -p source war/WEB-INF/classes
cat > source/Answers.java <<'JAVA'
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

@Path("answers")
public class Answers {

  @ApplicationPath("/")
  public static class Routes extends Application {}

  private static Response.ResponseBuilder found() {
    return Response.status(303).header("Location", "elsewhere");
  }

  private static CompletionStage<Response> later(Response answer) {
    return CompletableFuture.supplyAsync(
        () -> answer, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
  }

  @GET
  @Path("at-once")
  public CompletionStage<Response> atOnce() {
    return CompletableFuture.completedFuture(found().build());
  }

  @GET
  @Path("later")
  public CompletionStage<Response> later() {
    return later(found().build());
  }

  @GET
  @Path("later-with-body")
  public CompletionStage<Response> laterWithBody() {
    return later(found().entity("see Location").type("text/plain").build());
  }
}
JAVA
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" --release 17 -cp glassfish8/glassfish/modules/jakarta.ws.rs-api.jar -d war/WEB-INF/classes source/Answers.java
"${JAVA_HOME:+$JAVA_HOME/bin/}jar" cf finding.war -C war .
{
  "$asadmin" create-domain --nopassword --domaindir "$folder/domains" --portbase 28000 finding
  "$asadmin" start-domain --domaindir "$folder/domains" finding
  "$asadmin" --port 28048 deploy --contextroot finding finding.war
} > log 2>&1 || { cat log; exit 1; }
status() {
  curl -s -o body -w '%{http_code}' "http://127.0.0.1:$port/finding/answers/$1"
}
echo "GlassFish $version"
result=
for answer in at-once later later-with-body; do
  code=$(status $answer)
  echo "303 $answer: $code"
  result+=" $code"
done
[[ $result == " 303 200 303" ]] || { echo "The behaviour has changed."; exit 1; }
