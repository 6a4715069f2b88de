package io.latchkey.mint;

import io.latchkey.token.AccessTokenRule;
import io.latchkey.token.TokenTiming;
import io.latchkey.token.ZakRule;
import java.time.Duration;

/** The settings of the product without any configuration, but room for a hundred users. */
public final class TestMintSettings {

  private TestMintSettings() {}

  /**
   * @param callersWait how long callers wait for a mint at most
   */
  public static MintSettings of(TokenTiming timing, Duration callersWait) {
    return new MintSettings(
        new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3)),
        new ZakRule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(15)),
        timing,
        100,
        callersWait);
  }
}
