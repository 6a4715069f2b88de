package io.latchkey.bench.grants;

import io.latchkey.it.Callback;
import io.latchkey.server.Server;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Callers who ask servers for the access token of each grant again and again. A server that is
 * killed meanwhile answers some of them not at all.
 */
final class ServerCallers implements AutoCloseable {

  private static final int BETWEEN_MILLIS = 250;

  /** Within this time the first caller of each grant comes, so that not all are renewed at once. */
  private static final int FIRST_MILLIS = 2000;

  /** What the callers of a grant have got. */
  interface Answered {
    void with(String reference, String accessToken);
  }

  final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
  private final List<Server> servers;
  private final List<String> references;
  private final Answered answered;

  ServerCallers(List<Server> servers, List<String> references, Answered answered) {
    this.servers = List.copyOf(servers);
    this.references = List.copyOf(references);
    this.answered = answered;
  }

  /** Lets them come, spread evenly. */
  void begin() {
    int number = 0;
    for (String reference : references) {
      int first = FIRST_MILLIS * number++ / references.size();
      for (Server server : servers) {
        clock.scheduleAtFixedRate(
            () -> ask(server, reference), first, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void ask(Server server, String reference) {
    HttpRequest request =
        HttpRequest.newBuilder(Stage.accessToken(server, reference))
            .timeout(Duration.ofSeconds(10))
            .build();
    var unused =
        Callback.sendNow(request)
            .thenAccept(
                answer -> {
                  statuses.computeIfAbsent(answer.status(), any -> new LongAdder()).increment();
                  if (answer.status() == 200) {
                    answered.with(reference, answer.body());
                  }
                });
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
