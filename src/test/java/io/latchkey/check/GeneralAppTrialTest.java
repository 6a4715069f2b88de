package io.latchkey.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.grant.GrantCounts;
import io.latchkey.secret.Secret;
import io.latchkey.simulator.ZoomSimulator;
import io.latchkey.zoom.HttpTransport;
import io.latchkey.zoom.TestZoomSettings;
import io.latchkey.zoom.ZoomSettings;
import io.latchkey.zoom.ZoomUserCalls;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Tests what a check says of a General app, against a simulated Zoom. */
class GeneralAppTrialTest {

  private static List<Step> check(boolean canMakeLinks) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ZoomSimulator zoom = ZoomSimulator.start(0)) {
      var unused = zoom.account("crm-id", "general-client", "general-secret").generalApp();
      ZoomSettings settings = TestZoomSettings.of(zoom.url());
      HttpTransport transport = new HttpTransport(settings.network(), threads);
      GeneralAppTrial trial =
          new GeneralAppTrial(
              new ZoomUserCalls(settings, transport, call -> {}, InstantSource.system()),
              Optional::empty,
              () -> new GrantCounts(List.of()),
              account -> false,
              canMakeLinks);
      List<Step> steps =
          trial.probe(
              Account.ofGeneralApp("crm", "general-client", Secret.of("general-secret"), 100),
              Set.of(),
              token -> {});
      transport.close();
      return steps;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void missingKeyOfLinks_isTold() throws Exception {
    List<Step> steps = check(false);
    Step last = steps.get(steps.size() - 1);
    assertEquals("Consent links", last.name());
    assertEquals(Step.Result.DOUBTFUL, last.result());
    assertTrue(last.finding().contains("latchkey.signed-url.key"), last.finding());
    assertEquals(steps.size() - 1, check(true).size(), "with the key there is nothing to say");
  }
}
