package io.latchkey.operator;

import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantAdministration.Attempt;
import io.latchkey.grant.GrantAdministration.AuditEntry;
import io.latchkey.grant.GrantAdministration.Details;
import io.latchkey.grant.GrantAdministration.Listed;
import io.latchkey.operator.GrantImport.LineResult;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes grants as JSON. No token is among it. */
final class GrantJson {

  private GrantJson() {}

  /**
   * @param most how many are listed at most; a full list names where the next one begins
   */
  static String list(List<Listed> listed, int most) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    listed.forEach(grant -> all.add(grant(grant)));
    JsonObjectBuilder answer = Json.createObjectBuilder().add("grants", all);
    if (listed.size() == most) {
      answer.add("next", listed.get(most - 1).grant().id().value());
    }
    return answer.build().toString();
  }

  /** Writes all that is known of one grant. */
  static String export(Listed listed, Details details, List<AuditEntry> audit) {
    JsonArrayBuilder entries = Json.createArrayBuilder();
    for (AuditEntry entry : audit) {
      entries.add(
          Json.createObjectBuilder()
              .add("at", entry.at().toString())
              .add("action", entry.action())
              .add("actor", entry.actor()));
    }
    JsonObjectBuilder json = grant(listed);
    addIfKnown(json, "zoom_account_id", details.zoomAccountId());
    return json.add("client_id", details.clientId())
        .add("scopes", details.scopes())
        .add("consents", attempts(details.attempts()))
        .add("audit", entries)
        .build()
        .toString();
  }

  private static JsonArrayBuilder attempts(List<Attempt> attempts) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Attempt attempt : attempts) {
      JsonObjectBuilder json =
          Json.createObjectBuilder()
              .add("opened_at", attempt.openedAt().toString())
              .add("link", attempt.link());
      addIfKnown(json, "outcome", attempt.outcome());
      all.add(json);
    }
    return all;
  }

  static String imported(List<LineResult> results) {
    JsonArrayBuilder lines = Json.createArrayBuilder();
    for (LineResult result : results) {
      JsonObjectBuilder line =
          Json.createObjectBuilder().add("line", result.line()).add("result", result.result());
      addIfKnown(line, "grant", result.grant());
      addIfKnown(line, "detail", result.detail());
      lines.add(line);
    }
    return Json.createObjectBuilder().add("lines", lines).build().toString();
  }

  private static JsonObjectBuilder grant(Listed listed) {
    JsonArrayBuilder references = Json.createArrayBuilder();
    listed.grant().references().forEach(reference -> references.add(reference.value()));
    String user = listed.grant().zoomUserId();
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", listed.grant().id().value())
            .add("account", listed.grant().account())
            .add("references", references)
            .add("state", listed.state().text())
            .add("generation", listed.generation())
            .add("consented_at", listed.consentedAt().toString());
    addIfKnown(json, "zoom_user_id", Grant.Owner.isKnown(user) ? user : null);
    addIfKnown(json, "email", listed.grant().email());
    addIfKnown(json, "reason", listed.reason());
    addIfKnown(json, "rotated_at", listed.rotatedAt());
    addIfKnown(json, "used_at", listed.usedAt());
    return json;
  }

  private static void addIfKnown(JsonObjectBuilder json, String name, @Nullable Object value) {
    if (value != null) {
      json.add(name, value.toString());
    }
  }
}
