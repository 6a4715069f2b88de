package io.latchkey.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Health from what is remembered: no check calls out.
 *
 * <p>Ready as long as one account may give a token. Zoom failing makes nobody unready, since a
 * reserve may be served and another replica would fare no better; only credentials that Zoom
 * refuses for every account do, until the next try.
 */
@ApplicationScoped
public class Health {

  @Produces
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.up("latchkey-live");
  }

  @Produces
  @Startup
  HealthCheck started() {
    return () -> HealthCheckResponse.up("latchkey-started");
  }

  @Produces
  @Readiness
  HealthCheck ready(Observers observers, WarmUpState warmUp, InstantSource clock) {
    return () -> readiness(observers, warmUp.hasEnded(), clock.instant());
  }

  static HealthCheckResponse readiness(Observers observers, boolean warm, Instant now) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("latchkey-ready");
    observers
        .states()
        .forEach(
            (account, state) -> {
              response.withData(account, state.heard().words());
              response.withData(account + ".served-from-reserve", state.servedFromReserve());
            });
    boolean allRefused = observers.states().values().stream().allMatch(s -> s.refused(now));
    if (!warm) {
      response.withData("warm-up", "under way");
    }
    return response.status(warm && !allRefused).build();
  }
}
