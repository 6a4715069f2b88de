package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.bench.trouble.Setting;
import io.latchkey.it.Callback;
import io.latchkey.it.Callback.Answer;
import io.latchkey.server.Server;
import io.latchkey.simulator.SimulatedGrants;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Fifty callers on each instance whenever the access token of one grant has ended. */
record OneGrant(Together together, Figures figures) {

  private static final int ROUNDS = 1000;
  private static final int CALLERS = 50;
  private static final String USER = "anna";

  private static final Duration LIFE = Duration.ofSeconds(2);

  /**
   * Left of {@link #LIFE} when it ends for callers. The database keeps its end in whole seconds.
   */
  private static final String UNUSABLE_BEFORE = "PT0.7S";

  private static final Duration UNTIL_IT_HAS_ENDED = Duration.ofMillis(1350);

  void run(double scale) throws Exception {
    together.setting.app.accessTokenLife(LIFE);
    together.setting.app.grants().reuse(SimulatedGrants.Reuse.ENDS_THE_GRANT);
    together
        .with("latchkey.access-token.unusable-before", UNUSABLE_BEFORE)
        .with("latchkey.access-token.renew-before", "PT0.8S")
        .start();
    together.setting.connect(USER, null, Duration.ZERO);
    awaitFirstAnswers();
    int rotations = together.setting.app.grants().rotations();
    long stored = generation();
    int rounds = (int) Math.max(10, ROUNDS * scale);
    Map<String, Integer> results = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      if (round % 100 == 0) {
        System.out.print(".");
      }
      TimeUnit.MILLISECONDS.sleep(UNTIL_IT_HAS_ENDED.toMillis());
      for (CompletableFuture<String> answer : askAll()) {
        results.merge(answer.join(), 1, Integer::sum);
      }
    }
    TimeUnit.SECONDS.sleep(1);
    figures.add("servers", together.names(), "");
    figures.add("clocks", together.clocks.inWords(), "");
    figures.add("rounds, each after the access token had ended", rounds, "");
    figures.add("answers", results, "only 200");
    figures.add(
        "calls for a refresh", together.setting.app.grants().rotations() - rotations, "as rounds");
    figures.add("pairs that were stored", generation() - stored, "as calls");
    figures.add("refused by Zoom", together.setting.app.grants().refusals(), "0");
    figures.add("the grant holds", together.setting.app.grants().isConnected(USER), "true");
  }

  /** An instance may not have heard of a grant that has just come. */
  private void awaitFirstAnswers() throws InterruptedException {
    for (int server = 0; server < together.servers.size(); server++) {
      for (int second = 0; ask(server).join().status() != 200; second++) {
        if (second == 20) {
          throw new IllegalStateException("no access token from server " + server);
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private List<CompletableFuture<String>> askAll() {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS * together.servers.size(); caller++) {
      answers.add(
          ask(caller % together.servers.size())
              .handle(
                  (answer, failure) ->
                      answer == null ? "cut off" : Integer.toString(answer.status())));
    }
    return answers;
  }

  private CompletableFuture<Answer> ask(int server) {
    Server asked = together.servers.get(server);
    return Callback.sendNow(
        HttpRequest.newBuilder(
                URI.create(
                    asked.url()
                        + "/latchkey/access-token?token="
                        + Together.API
                        + "&account="
                        + Setting.ACCOUNT
                        + "&grant="
                        + USER))
            .timeout(Duration.ofSeconds(10))
            .build());
  }

  private long generation() {
    return together.setting.number("select max(generation) from latchkey_grant");
  }
}
