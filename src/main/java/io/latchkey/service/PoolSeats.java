package io.latchkey.service;

import io.latchkey.account.MeetingId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which pool member is in which meeting, because Zoom does not let one user in twice.
 * Implementations must be thread-safe.
 */
public interface PoolSeats {

  /**
   * Takes a seat. A bot keeps the seat that it already has; otherwise a seat of a chosen member is
   * taken. Each take must be followed by {@link #use} or {@link #leave}.
   *
   * @param bot the bot that is to sit there; null if the platform did not name it
   * @param excluded the members whose seats must not be taken
   * @param choose finds a member that its argument does not exclude; empty if all are excluded
   * @return the member whose seat was taken; empty if {@code choose} finds no member
   */
  CompletionStage<Optional<PoolMember>> take(
      MeetingId meeting,
      @Nullable String bot,
      Predicate<PoolMember> excluded,
      Instant now,
      Function<Predicate<PoolMember>, Optional<PoolMember>> choose);

  /**
   * Keeps the seat, because a token was given for it. Other requests of the bot that fail do not
   * change that.
   */
  void use(MeetingId meeting, PoolMember member, @Nullable String bot, Instant now);

  /**
   * Gives the seat back, because the member gave no token. The seat stays while another request of
   * the bot for it has succeeded or is under way.
   */
  void leave(MeetingId meeting, PoolMember member, @Nullable String bot);
}
