package io.latchkey.token;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A source whose calls stay under way until a test ends them. */
final class HeldSource<T> implements TokenSource<T> {

  private final List<CompletableFuture<T>> calls = new ArrayList<>();
  private final List<Boolean> probing = new ArrayList<>();

  @Override
  public synchronized CompletionStage<T> fetch(boolean probe) {
    CompletableFuture<T> call = new CompletableFuture<>();
    calls.add(call);
    probing.add(probe);
    return call;
  }

  synchronized int calls() {
    return calls.size();
  }

  synchronized List<Boolean> probing() {
    return List.copyOf(probing);
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
