#!/usr/bin/env bash
# Java 17's HTTP client (java.net.http), given an Authenticator that answers proxies alone, throws an
# IOException for a 401 of the server that has no WWW-Authenticate header: "WWW-Authenticate header
# missing for response code 401". Without the Authenticator the same answer is an ordinary response.
# APIs with bearer tokens answer like that (Zoom's does), so a client that is given a proxy's password in
# the documented way can no longer tell a dead access token from a broken connection. Sending the header
# Proxy-Authorization oneself avoids it. Java 25 returns the 401 in both cases, so a test on the newer
# Java alone does not show what users of the older one meet.
# Seen with: OpenJDK 17.0.15 (throws), Temurin 25.0.3 (returns the 401); the answer comes from
# WireMock 3.13.2 (Maven Central).
# Needs: a JDK 17 or 25 (JAVA_HOME or the PATH), Maven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
java=java
[[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact=org.wiremock:wiremock-standalone:3.13.2 -DoutputDirectory="$folder"
cat > Finding.java <<'JAVA'
import static com.github.tomakehurst.wiremock.client.WireMock.*;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class Finding {
  public static void main(String[] args) throws Exception {
    WireMockServer api = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    api.start();
    api.stubFor(get("/me").willReturn(jsonResponse("{\"message\":\"token expired\"}", 401)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api.baseUrl() + "/me"))
            .header("Authorization", "Bearer expired")
            .build();
    Authenticator ofProxies =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                ? new PasswordAuthentication("user", "password".toCharArray())
                : null;
          }
        };
    System.out.println("java " + System.getProperty("java.version"));
    System.out.println("plain: " + ask(HttpClient.newHttpClient(), request));
    System.out.println(
        "authenticator: " + ask(HttpClient.newBuilder().authenticator(ofProxies).build(), request));
    api.stop();
    System.exit(0);
  }

  static String ask(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      return String.valueOf(client.send(request, BodyHandlers.ofString()).statusCode());
    } catch (java.io.IOException e) {
      return e.getMessage();
    }
  }
}
JAVA
"$java" -cp wiremock-standalone-3.13.2.jar Finding.java 2> errors | tee seen || { cat errors >&2; exit 1; }
grep -qx 'plain: 401' seen
case $(head -1 seen) in
  'java 17'*) expected='WWW-Authenticate header missing for response code 401' ;;
  'java 25'*) expected=401 ;;
  *) echo "not described for this Java" >&2; exit 1 ;;
esac
grep -qx "authenticator: $expected" seen
echo "as described"
