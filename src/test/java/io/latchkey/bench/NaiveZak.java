package io.latchkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Set;

/**
 * The code that the documentation of the platforms sketches: fetch an access token, fetch a ZAK,
 * answer. It keeps no token.
 */
@ApplicationPath("/")
public class NaiveZak extends Application {

  /** The id of its account at the simulated Zoom. */
  static final String ID = "naive-id";

  static final String CLIENT = "naive-client";

  static final String SECRET = "naive-s3cr3t";

  /** The file in the WAR that holds the URL of the simulated Zoom. */
  static final String ZOOM = "zoom.txt";

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Resource.class);
  }

  @Path("zak")
  public static class Resource {

    private static final HttpClient HTTP =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final URI ZOOM_URL = zoom();

    private static URI zoom() {
      try (InputStream in = Resource.class.getClassLoader().getResourceAsStream(ZOOM)) {
        return URI.create(new String(in.readAllBytes(), UTF_8).strip());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @GET
    @Produces("text/plain;charset=UTF-8")
    public String zak() throws IOException, InterruptedException {
      String basic = Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
      String accessToken =
          sent(
              HttpRequest.newBuilder(ZOOM_URL.resolve("/oauth/token"))
                  .header("Authorization", "Basic " + basic)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "grant_type=account_credentials&account_id=" + ID))
                  .build(),
              "access_token");
      return sent(
          HttpRequest.newBuilder(ZOOM_URL.resolve("/v2/users/me/token?type=zak"))
              .header("Authorization", "Bearer " + accessToken)
              .build(),
          "token");
    }

    private static String sent(HttpRequest request, String field)
        throws IOException, InterruptedException {
      String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
      try (JsonReader reader = Json.createReader(new StringReader(body))) {
        return reader.readObject().getString(field);
      }
    }
  }
}
