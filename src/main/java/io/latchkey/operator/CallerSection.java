package io.latchkey.operator;

import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.page.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The part of the status page that shows the callers and when each callback token was last used.
 *
 * <p>Thread-safe.
 */
public final class CallerSection {

  private final Callers callers;
  private final Instant deployedAt;

  /**
   * @param deployedAt since when last uses are known
   */
  public CallerSection(Callers callers, Instant deployedAt) {
    this.callers = callers;
    this.deployedAt = deployedAt;
  }

  Html html(Instant now) {
    List<Html> rows = new ArrayList<>();
    callers.all().forEach(caller -> rows.addAll(rows(caller, now)));
    return Html.all(
        List.of(
            Html.element("h2", "Callers"),
            Tables.wide(
                "In the order of the configuration; since " + Times.absolute(deployedAt),
                List.of("Caller", "Proves itself by", "Token", "Last used", "Expires"),
                rows)));
  }

  private static List<Html> rows(Caller caller, Instant now) {
    String rule = caller.rule().name().toLowerCase(Locale.ROOT);
    if (caller.tokens().isEmpty()) {
      return List.of(Tables.row(caller.name(), rule, "none", "", ""));
    }
    List<Html> rows = new ArrayList<>();
    for (CallbackToken token : caller.tokens()) {
      rows.add(
          Tables.row(
              caller.name(),
              rule,
              "callback token " + (rows.size() + 1),
              Times.relative(token.lastUsed().orElse(null), now),
              Times.relative(token.expiresAt().orElse(null), now)));
    }
    return rows;
  }
}
