package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Tolerance;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One of the servers behind a load balancer loses the database at a hundred requests a second: at
 * first nothing comes through, then no connection is made, then it has the database again.
 */
record CutOff(Together together, Figures figures) {

  private static final Duration EACH = Duration.ofSeconds(15);

  void run(double scale) throws Exception {
    // The one that is cut off fetches for itself.
    together.app.tolerance(Tolerance.SEVERAL);
    together.with("latchkey.zak.reuse-for", "PT1S").start();
    Relay relay = together.relays.get(together.servers.size() - 1);
    int before = together.calls(Endpoint.ZAK).size();
    long each = (long) (EACH.toMillis() * Math.max(0.2, scale));
    Balancer balancer = new Balancer(together.servers);
    TimeUnit.MILLISECONDS.sleep(each);
    relay.silence();
    TimeUnit.MILLISECONDS.sleep(each);
    relay.cut();
    TimeUnit.MILLISECONDS.sleep(each);
    relay.mend();
    TimeUnit.MILLISECONDS.sleep(each);
    balancer.end();
    long shared =
        together.setting.number(
            "select count(*) from latchkey_instance"
                + " where seen_at > current_timestamp - interval '12' second");
    figures.add("servers, the last of which was cut off", together.names(), "");
    figures.add("answers", balancer.results, "only 200");
    figures.add("ZAKs minted", together.calls(Endpoint.ZAK).size() - before, "");
    figures.add("instances that report at the end", shared, "all");
  }
}
