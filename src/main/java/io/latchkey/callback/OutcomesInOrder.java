package io.latchkey.callback;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Collects the outcomes of several requests for tokens, in the order of the requests. */
final class OutcomesInOrder {

  private OutcomesInOrder() {}

  /** Collects all outcomes. The requests were sent already. */
  static CompletionStage<List<TokenOutcome>> all(
      List<? extends CompletionStage<List<TokenOutcome>>> stages) {
    CompletionStage<List<TokenOutcome>> all = CompletableFuture.completedStage(List.of());
    for (CompletionStage<List<TokenOutcome>> stage : stages) {
      all = all.thenCombine(stage, OutcomesInOrder::joined);
    }
    return all;
  }

  /**
   * Sends one request after the other until there is a token.
   *
   * @return the outcomes of the requests that were sent; the token, if there is one, is the last
   */
  static CompletionStage<List<TokenOutcome>> untilToken(
      List<Supplier<CompletionStage<TokenOutcome>>> requests) {
    CompletionStage<List<TokenOutcome>> all = CompletableFuture.completedStage(List.of());
    for (Supplier<CompletionStage<TokenOutcome>> request : requests) {
      all =
          all.thenCompose(
              before ->
                  before.stream().anyMatch(TokenOutcome.Token.class::isInstance)
                      ? CompletableFuture.completedStage(before)
                      : request.get().thenApply(outcome -> joined(before, List.of(outcome))));
    }
    return all;
  }

  private static List<TokenOutcome> joined(List<TokenOutcome> some, List<TokenOutcome> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
