package io.latchkey.token;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A source whose calls stay under way until a test ends them. */
final class HeldSource<T> implements TokenSource<T> {

  private final List<CompletableFuture<T>> calls = new ArrayList<>();
  private final List<FetchContext> fetches = new ArrayList<>();

  @Override
  public synchronized CompletionStage<T> fetch(FetchContext fetch) {
    CompletableFuture<T> call = new CompletableFuture<>();
    calls.add(call);
    fetches.add(fetch);
    return call;
  }

  synchronized int calls() {
    return calls.size();
  }

  synchronized List<Boolean> probing() {
    return fetches.stream().map(FetchContext::isSingleAttempt).toList();
  }

  synchronized List<Boolean> spare() {
    return fetches.stream().map(FetchContext::hasUsableToken).toList();
  }

  void gives(T token) {
    last().complete(token);
  }

  void fails(Throwable failure) {
    last().completeExceptionally(failure);
  }

  private synchronized CompletableFuture<T> last() {
    return calls.get(calls.size() - 1);
  }
}
