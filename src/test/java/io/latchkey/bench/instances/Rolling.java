package io.latchkey.bench.instances;

import io.latchkey.bench.Rig;
import io.latchkey.bench.trouble.Figures;
import io.latchkey.server.Server;
import io.latchkey.simulator.Endpoint;
import io.latchkey.simulator.SimulatedAccount.Tolerance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Servers are replaced one after the other at a hundred requests a second, as Kubernetes does: a
 * new one is ready before an old one goes.
 */
record Rolling(Together together, Figures figures) {

  /** After that, no caller waits for Zoom any more. */
  private static final Duration OUT_OF_THE_BALANCER = Duration.ofSeconds(4);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

  void run() throws Exception {
    boolean isUpdate = Rig.buildBefore("latchkey.war").isPresent();
    // Instances of a build that shares no access token would end one another's.
    together.app.tolerance(isUpdate ? Tolerance.SEVERAL : Tolerance.NEWEST_ONLY);
    together.startBefore();
    List<Server> old = List.copyOf(together.servers);
    int before = together.calls(Endpoint.TOKEN).size();
    boolean allStopped = true;
    Balancer balancer = new Balancer(old);
    for (Server each : old) {
      balancer.add(together.startOneMore(each.site().kind()));
      balancer.remove(each);
      TimeUnit.MILLISECONDS.sleep(OUT_OF_THE_BALANCER.toMillis());
      allStopped &= each.stopWithin(LONGEST_STOP);
    }
    balancer.end();
    figures.add("servers, first the old ones", together.names(), "");
    figures.add("what the old ones ran", isUpdate ? "the build before" : "the same build", "");
    figures.add("answers", balancer.results, "only 200");
    figures.add("old ones stopped by themselves within a minute", allStopped, "true");
    figures.add(
        "calls for an access token meanwhile",
        together.calls(Endpoint.TOKEN).size() - before,
        isUpdate ? "" : "0");
    figures.add(
        "version of the tables",
        together.setting.number("select version from latchkey_schema"),
        "");
  }
}
