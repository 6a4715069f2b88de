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
 * Health checks, answered from memory: none of them calls Zoom.
 *
 * <p>An instance is ready as long as one account may give a token. An outage of Zoom does not make
 * it unready: it may still serve from reserve, and another instance would fare no better. It is
 * unready only while Zoom refuses the credentials of every account, until the next attempt.
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
              response.withData(account, state.accessTokenState().words());
              response.withData(account + ".served-from-reserve", state.servedFromReserve());
            });
    boolean allRefused = observers.states().values().stream().allMatch(s -> s.isRefused(now));
    if (!warm) {
      response.withData("warm-up", "under way");
    }
    return response.status(warm && !allRefused).build();
  }
}
