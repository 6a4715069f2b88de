package io.latchkey.bench.instances;

import io.latchkey.bench.trouble.Figures;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Tolerance;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One of the servers behind a load balancer is killed at a hundred requests a second. */
record KilledBehindABalancer(Together together, Figures figures) {

  private static final Duration HALF = Duration.ofSeconds(20);

  void run(double scale) throws Exception {
    together.app.tolerance(Tolerance.NEWEST_ONLY);
    together.start();
    int before = together.calls(Endpoint.TOKEN).size();
    long half = (long) (HALF.toMillis() * Math.max(0.25, scale));
    Balancer balancer = new Balancer(together.servers);
    TimeUnit.MILLISECONDS.sleep(half);
    int atTheKill = balancer.underWay.get();
    together.kill(together.servers.size() - 1);
    TimeUnit.MILLISECONDS.sleep(half);
    balancer.end();
    figures.add("servers, the last of which was killed", together.names(), "");
    figures.add("requests under way at the kill", atTheKill, "");
    figures.add("answers", balancer.results, "200, and cut off as many as were under way at most");
    figures.add(
        "calls for an access token meanwhile",
        together.calls(Endpoint.TOKEN).size() - before,
        "at most 1");
  }
}
