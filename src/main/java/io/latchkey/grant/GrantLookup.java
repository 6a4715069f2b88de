package io.latchkey.grant;

import static java.util.Objects.requireNonNull;

import io.latchkey.token.TokenFailure;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds the grant that a request names: in memory, or else in the database. What is in memory is
 * forgotten when any instance changes it.
 *
 * <p>Thread-safe.
 */
public final class GrantLookup {

  private static final int MOST_REMEMBERED = 20_000;

  private final GrantDirectory directory;
  private final Executor threads;
  private final ConcurrentMap<String, FoundGrant> byName = new ConcurrentHashMap<>();

  /**
   * @param threads for asking the database, which blocks
   */
  public GrantLookup(GrantDirectory directory, Executor threads) {
    this.directory = directory;
    this.threads = threads;
  }

  /** Returns the grant if it is in memory. */
  public Optional<FoundGrant> inMemory(String account, GrantName name) {
    return Optional.ofNullable(byName.get(key(account, name))).filter(name::isOf);
  }

  /**
   * Finds a grant.
   *
   * @return a stage that fails with {@link TokenFailure.Unknown} if no grant is found, or with
   *     {@link TokenFailure.Unavailable} if the database cannot be used
   */
  public CompletionStage<FoundGrant> find(String account, GrantName name) {
    Optional<FoundGrant> known = inMemory(account, name);
    if (known.isPresent()) {
      return CompletableFuture.completedStage(known.get());
    }
    try {
      return CompletableFuture.supplyAsync(() -> inDatabase(account, name), threads);
    } catch (RejectedExecutionException stopping) {
      return CompletableFuture.failedStage(
          GrantFailures.databaseAway(new DatabaseUnavailable("the application is being stopped")));
    }
  }

  private FoundGrant inDatabase(String account, GrantName name) {
    try {
      FoundGrant found =
          search(account, name).filter(name::isOf).orElseThrow(GrantFailures::unknown);
      if (byName.size() >= MOST_REMEMBERED) {
        byName.clear();
      }
      byName.put(key(account, name), found);
      return found;
    } catch (DatabaseUnavailable unavailable) {
      throw GrantFailures.databaseAway(unavailable);
    }
  }

  private Optional<FoundGrant> search(String account, GrantName name) {
    if (name.id() != null) {
      return directory.byId(account, name.id());
    }
    return name.reference() != null
        ? directory.byReference(account, name.reference())
        : directory.byUser(account, requireNonNull(name.user()));
  }

  /** Forgets a grant under all of its names. */
  public void forget(GrantId grant) {
    byName.values().removeIf(found -> found.id().equals(grant));
  }

  private static String key(String account, GrantName name) {
    return account + " " + name.key();
  }
}
