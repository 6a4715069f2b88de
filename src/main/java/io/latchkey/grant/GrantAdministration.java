package io.latchkey.grant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators do with grants. Each method is one transaction, and writes a line of the audit if
 * it changes anything. No method returns a token.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface GrantAdministration {

  /**
   * A grant in a list.
   *
   * @param reason why it is not active; null for an active grant
   * @param rotatedAt when its tokens were stored last, by the clock of the database; null if never
   * @param usedAt when a caller got a token of it, within about an hour; null if never
   */
  record Listed(
      FoundGrant grant,
      GrantState state,
      @Nullable String reason,
      long generation,
      Instant consentedAt,
      @Nullable Instant rotatedAt,
      @Nullable Instant usedAt) {}

  /**
   * Which grants to list.
   *
   * @param account null for all accounts
   * @param state null for all states
   * @param name the id, a reference, the Zoom id or the e-mail address; null for any
   * @param after the last id of the list before; null to begin
   */
  record Filter(
      @Nullable String account,
      @Nullable GrantState state,
      @Nullable String name,
      @Nullable GrantId after) {}

  /** One change of a grant, and who made it. */
  record AuditEntry(Instant at, String action, String actor) {}

  /**
   * What else is stored about a person.
   *
   * @param zoomAccountId null if unknown
   * @param attempts the newest first
   */
  record Details(
      @Nullable String zoomAccountId, String clientId, String scopes, List<Attempt> attempts) {}

  /**
   * An attempt to connect.
   *
   * @param link what the link said, as JSON
   * @param outcome null while the user has not come back
   */
  record Attempt(Instant openedAt, String link, @Nullable String outcome) {}

  /** How many grants of an account are in a state. */
  record Count(String account, GrantState state, long grants) {}

  /** Returns grants in the order of their ids. */
  List<Listed> list(Filter filter, int most);

  /** Counts the grants by account and state. */
  List<Count> counts();

  /** Returns one grant with what was done to it; empty if the grant is unknown. */
  Optional<Listed> find(GrantId id);

  /** Returns the audit of a grant, the newest entry first. */
  List<AuditEntry> auditOf(GrantId id);

  /** Returns what the list does not show of a grant; empty if there is no such grant. */
  Optional<Details> detailsOf(GrantId id);

  /** Writes a line of the audit. */
  void record(GrantId id, String account, String action, String actor);

  /**
   * Deletes a grant with its references. Its line of the audit stays.
   *
   * @return whether there was such a grant
   */
  boolean delete(GrantId id, String actor);

  /**
   * Ends a grant and erases its tokens. Its references stay, so that callers learn that the user
   * must connect again. A refresh that is under way does not bring it back.
   *
   * @param reason a word of {@link Grant.Reason}, and the action in the audit
   * @return whether there was such a grant, which had not been ended before
   */
  boolean end(GrantId id, String reason, String actor);

  /**
   * Ends the grant of a Zoom user as {@link #end} does, unless the user has consented again since.
   *
   * @param before when the user ended the consent, by the clock of Zoom
   * @return whether there was such a grant
   */
  boolean endConsentBefore(
      String account, String zoomUserId, Instant before, String reason, String actor);

  /** As {@link #end}, but only while the grant has this generation of tokens. */
  boolean endGeneration(GrantId id, long generation, String reason, String actor);

  /**
   * Lets a suspect or dead grant, whose refresh token is still there, be asked for again.
   *
   * @return whether there was such a grant
   */
  boolean retry(GrantId id, String actor);
}
