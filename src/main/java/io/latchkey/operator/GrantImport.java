package io.latchkey.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.latchkey.account.Account;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.GrantDirectory;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.ImportedGrants;
import io.latchkey.service.MalformedParameter;
import io.latchkey.token.TokenFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes over grants that other software has kept until now. Each line is a JSON object with {@code
 * account}, {@code refresh_token}, and {@code zoom_user_id} or {@code reference} or both; if known
 * also {@code email}, {@code zoom_account_id}, {@code scopes}, {@code access_token} and {@code
 * expires_at}. Each line is stored by itself and has its own result.
 *
 * <p>Thread-safe.
 */
public final class GrantImport {

  /** The longest body of an import, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  /** The longest form with an import, in bytes: three for each byte that is percent-encoded. */
  static final int MAX_FORM_BYTES = 3 * MAX_BYTES + 1000;

  private static final int MOST_LINES = 1000;

  /** Each of these lines costs a call to Zoom. */
  private static final int MOST_LINES_REFRESHED = 100;

  /** If Zoom refuses so many of the first lines, it would refuse the others, too. */
  private static final int TOO_MANY_REFUSALS = 3;

  private static final int FIRST_LINES = 10;

  /** Then whoever sent the lines has probably gone. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** What is done with the lines. */
  enum Mode {
    /** They are read, and nothing is stored. */
    DRY_RUN,
    /** They are stored, and refreshed when somebody asks for a token. */
    STORE,
    /** They are stored and refreshed at once. */
    STORE_AND_REFRESH
  }

  /**
   * What became of a line.
   *
   * @param grant null if none was stored
   * @param detail what is wrong; null if nothing is
   */
  record LineResult(int line, String result, @Nullable GrantId grant, @Nullable String detail) {}

  private final Map<String, Account> generalApps;
  private final ImportedGrants grants;

  /**
   * @param generalApps the accounts that have grants, by their names
   */
  public GrantImport(Map<String, Account> generalApps, ImportedGrants grants) {
    this.generalApps = Map.copyOf(generalApps);
    this.grants = grants;
  }

  /**
   * Imports lines, one by one, for a minute at most. Lines that are refreshed at once end with the
   * third one that Zoom refuses among the first ten.
   *
   * @param body JSON objects, one in each line
   * @param actor who does it, for the audit
   * @return one result for each line, in their order
   * @throws MalformedParameter if there are too many lines, or the body is too long
   */
  List<LineResult> run(byte[] body, Mode mode, String actor) {
    long end = System.nanoTime() + LONGEST.toNanos();
    List<LineResult> results = new ArrayList<>();
    int refused = 0;
    for (String line : lines(body, mode)) {
      int number = results.size() + 1;
      String reason = reasonToSkip(refused, System.nanoTime() - end > 0);
      if (reason != null) {
        results.add(new LineResult(number, "skipped", null, reason));
        continue;
      }
      LineResult result = result(number, line, mode, actor);
      results.add(result);
      if (result.result.equals("refused_by_zoom") && number <= FIRST_LINES) {
        refused++;
      }
    }
    return results;
  }

  private static @Nullable String reasonToSkip(int refused, boolean isLate) {
    if (refused >= TOO_MANY_REFUSALS) {
      return "Zoom refuses these grants; nothing was stored";
    }
    return isLate ? "a minute was over; send this line again" : null;
  }

  private static List<String> lines(byte[] body, Mode mode) {
    if (body.length > MAX_BYTES) {
      throw new MalformedParameter("body", "is longer than 1 MiB");
    }
    List<String> lines = new String(body, UTF_8).lines().filter(line -> !line.isBlank()).toList();
    int most = mode == Mode.STORE_AND_REFRESH ? MOST_LINES_REFRESHED : MOST_LINES;
    if (lines.size() > most) {
      throw new MalformedParameter("body", "has more than %,d lines".formatted(most));
    }
    return lines;
  }

  private LineResult result(int number, String text, Mode mode, String actor) {
    try {
      GrantImportLine line = GrantImportLine.read(text, generalApps);
      if (mode == Mode.DRY_RUN) {
        return new LineResult(number, "readable", null, null);
      }
      GrantId id = grants.store(line.grant(), line.reference(), actor);
      return mode == Mode.STORE
          ? new LineResult(number, "stored", id, null)
          : refreshed(number, line, id);
    } catch (GrantDirectory.AlreadyConnected known) {
      return new LineResult(number, "exists", known.grant(), null);
    } catch (DatabaseUnavailable unavailable) {
      return new LineResult(number, "failed", null, "the database is away");
    } catch (GrantImportLine.BadLine | GrantDirectory.ReferenceTaken refused) {
      return new LineResult(number, "refused", null, refused.getMessage());
    }
  }

  private LineResult refreshed(int number, GrantImportLine line, GrantId id) {
    try {
      grants.refresh(requireNonNull(generalApps.get(line.grant().owner().account())), id);
      return new LineResult(number, "refreshed", id, null);
    } catch (TokenFailure failure) {
      String result = grants.isRefused(id) ? "refused_by_zoom" : "stored";
      return new LineResult(number, result, id, failure.advice());
    }
  }
}
