package io.latchkey.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report of a check. Immutable and thread-safe.
 *
 * @param at when the check began
 * @param took how long the check took
 * @param publicUrl the steps of the way from the platform to this instance
 */
public record CheckReport(
    Instant at, Duration took, List<OfAccount> accounts, List<Step> publicUrl) {

  public record OfAccount(String account, List<Step> steps) {}

  /** Returns whether no step has failed. */
  public boolean passed() {
    return Stream.concat(
            accounts.stream().flatMap(account -> account.steps().stream()), publicUrl.stream())
        .noneMatch(step -> step.result() == Step.Result.FAILED);
  }
}
