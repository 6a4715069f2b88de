package io.latchkey.event;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.latchkey.grant.DatabaseUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Sends events to the customer's application. An event counts as taken if the answer is 2xx; every
 * other one is sent again later. So the application may see an event twice, and an older one after
 * a newer one.
 *
 * <p>To be run again and again, by one thread at a time. Blocks, and throws {@link
 * DatabaseUnavailable} if the database cannot be used.
 *
 * @see <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>
 */
public final class GrantEventDelivery implements Runnable {

  private static final System.Logger LOG = System.getLogger(GrantEventDelivery.class.getName());

  private static final int CONNECT_MILLIS = 3000;
  private static final int ANSWER_MILLIS = 10_000;
  private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);

  /** So that one run has an end, also if the application is slow. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(10);

  private final GrantEventQueue queue;
  private final GrantEventTarget target;
  private final LongConsumer waiting;
  private final InstantSource clock;
  private long lastCountSecond;
  private String lastProblem = "";

  /**
   * @param waiting told how many events wait, some times a minute
   * @param clock the wall clock, since the customer's application compares the time
   */
  public GrantEventDelivery(
      GrantEventQueue queue, GrantEventTarget target, LongConsumer waiting, InstantSource clock) {
    this.queue = queue;
    this.target = target;
    this.waiting = waiting;
    this.clock = clock;
  }

  @Override
  public synchronized void run() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < LONGEST_RUN.toNanos()) {
      Optional<GrantEvent> event = queue.claim();
      if (event.isEmpty() || !deliver(event.get())) {
        break;
      }
    }
    long second = clock.instant().getEpochSecond();
    if (Math.abs(second - lastCountSecond) >= BETWEEN_COUNTS.toSeconds()) {
      lastCountSecond = second;
      waiting.accept(queue.waiting());
    }
  }

  /** Returns whether the event was taken. */
  private boolean deliver(GrantEvent event) {
    String problem = post(event);
    if (!problem.isEmpty()) {
      report(problem);
      return false;
    }
    queue.delivered(event);
    if (!lastProblem.isEmpty()) {
      lastProblem = "";
      LOG.log(INFO, () -> where() + " takes events about grants again");
    }
    return true;
  }

  private void report(String problem) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.log(
          WARNING,
          () ->
              "%s does not take events about grants: %s. Each is sent again for seven days; see latchkey.grant-events.url"
                  .formatted(where(), problem));
    }
  }

  /** The path and the query may hold a secret. */
  private String where() {
    return target.url().getAuthority();
  }

  /** Returns why the event was not taken; empty if it was. */
  private String post(GrantEvent event) {
    try {
      HttpURLConnection connection = opened();
      try {
        byte[] body = event.json().getBytes(UTF_8);
        prepare(connection, event, body);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body);
        }
        int status = connection.getResponseCode();
        return status / 100 == 2 ? "" : "the answer is " + status;
      } finally {
        connection.disconnect();
      }
    } catch (SocketTimeoutException e) {
      return "no answer within %s s".formatted(ANSWER_MILLIS / 1000);
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }

  private HttpURLConnection opened() throws IOException {
    if (target.url().toURL().openConnection() instanceof HttpURLConnection connection) {
      return connection;
    }
    throw new MalformedURLException("no http");
  }

  private void prepare(HttpURLConnection connection, GrantEvent event, byte[] body)
      throws IOException {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    connection.setRequestMethod("POST");
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(ANSWER_MILLIS);
    connection.setUseCaches(false);
    connection.setDoOutput(true);
    // A body of this kind is never sent a second time by Java itself.
    connection.setFixedLengthStreamingMode(body.length);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("User-Agent", "Latchkey");
    connection.setRequestProperty("webhook-id", event.id());
    connection.setRequestProperty("webhook-timestamp", timestamp);
    connection.setRequestProperty("webhook-signature", signatures(event.id(), timestamp, body));
  }

  private String signatures(String id, String timestamp, byte[] body) {
    byte[] signed = (id + "." + timestamp + "." + new String(body, UTF_8)).getBytes(UTF_8);
    return target.keys().stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(key.hmac(signed)))
        .collect(joining(" "));
  }
}
