package io.latchkey.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.latchkey.account.MeetingId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seats in meetings that all instances share. Members and bots are named by hashes. Each method
 * is one transaction.
 *
 * <p>Every method blocks, and throws {@link io.latchkey.grant.DatabaseUnavailable} if the database
 * cannot be used. Implementations must be thread-safe.
 */
public interface SharedSeats {

  /**
   * A seat that is taken.
   *
   * @param bot null if the platform did not name the bot
   */
  record Taken(String member, @Nullable String bot) {}

  /** Returns the seats of a meeting that are taken. */
  List<Taken> of(MeetingId meeting);

  /**
   * Takes a seat for half a minute, in which it must be used or left.
   *
   * @param bot null if the platform did not name the bot
   * @return false if another bot has it; a bot may take its own again
   */
  boolean take(MeetingId meeting, String member, @Nullable String bot);

  /**
   * Keeps a seat for a while, since its bot got a token.
   *
   * @return false if another bot has it
   */
  boolean use(MeetingId meeting, String member, @Nullable String bot, Duration life);

  /**
   * Gives back a seat that was taken, unless it was used, or another request of the bot has taken
   * it as well: here or on another instance.
   */
  void leave(MeetingId meeting, String member, @Nullable String bot);

  /** Returns the hash that stands for the name of a user or bot in the database. */
  static String hash(String name) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
