package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.it.Callback.Answer;
import io.latchkey.simulator.Calls.Call;
import io.latchkey.simulator.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A hundred bots, one meeting, and a pool of five users. */
record Seating(Together together, Figures figures) {

  private static final int BOTS = 100;

  void run() throws Exception {
    together
        .with("latchkey.zak.reuse-for", "PT0S")
        .with("latchkey.zoom.calls-per-second", "80")
        .with("latchkey.pools", "rooms")
        .with(
            "latchkey.pool.rooms",
            "default/room1,default/room2,default/room3,default/room4,default/room5")
        .start();
    int before = together.calls(Endpoint.ZAK).size();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int bot = 0; bot < BOTS; bot++) {
      answers.add(
          together.zak(
              bot % together.servers.size(), "&account=rooms&meeting_id=123456789&bot=bot" + bot));
    }
    List<Integer> statuses = answers.stream().map(answer -> answer.join().status()).toList();
    List<String> users =
        together.calls(Endpoint.ZAK).stream().skip(before).map(Call::user).toList();
    figures.add("servers", together.names(), "");
    figures.add("bots", BOTS, "");
    figures.add("seats given", statuses.stream().filter(s -> s == 200).count(), "5");
    figures.add("different users of them", users.stream().distinct().count(), "5");
    figures.add("bots turned away", statuses.stream().filter(s -> s == 503).count(), "95");
  }
}
