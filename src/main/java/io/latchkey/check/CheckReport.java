package io.latchkey.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a check has found. Immutable and thread-safe.
 *
 * @param publicUrl what there is to say of the way from the platform to us
 */
public record CheckReport(
    Instant at, Duration took, List<OfAccount> accounts, List<Step> publicUrl) {

  /** The steps of one account. */
  public record OfAccount(String account, List<Step> steps) {}

  /** Whether nothing has failed. */
  public boolean passed() {
    return Stream.concat(
            accounts.stream().flatMap(account -> account.steps().stream()), publicUrl.stream())
        .noneMatch(step -> step.result() == Step.Result.FAILED);
  }
}
