package io.latchkey.callback;

import io.latchkey.account.MeetingId;
import io.latchkey.service.MalformedParameter;
import io.latchkey.service.TokenRequest;
import io.latchkey.token.TokenKind;
import io.latchkey.web.Query;
import io.latchkey.web.RequestBody;
import io.latchkey.web.Routes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /attendee?kinds=zak,obf[&token=…][&account=NAME][&user=USER][&grant=A,B]}: answers
 * all tokens that a bot of Attendee needs, in one JSON object. A token that Latchkey cannot obtain
 * is left out. The answer is a failure only if no token can be obtained. If the request names
 * several grants, it gets an OBF token of each, and the ZAK and the join token of the first that
 * has one.
 *
 * @see <a href="https://docs.attendee.dev/api-reference">Attendee: zoom_tokens_url</a>
 */
@Path(Routes.ATTENDEE)
@ApplicationScoped
public class AttendeeResource {

  static final String KINDS = "kinds";

  private static final String WHICH_KINDS = "must be of zak, obf, join-token";

  /** A meeting number, with blanks and dashes between its digits, or without. */
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d\\p{Z}\\p{Pd}]*");

  private TokenResponder answers;

  /** For the container's proxy; RESTEasy requires it to be public. */
  @SuppressWarnings("NullAway.Init")
  public AttendeeResource() {}

  @Inject
  public AttendeeResource(TokenResponder answers) {
    this.answers = answers;
  }

  @POST
  @CallerOnly
  public CompletionStage<Response> tokens(byte[] body, @Context SecurityContext security) {
    AdmittedRequest admitted = AdmittedRequest.of(security);
    List<CompletionStage<List<TokenOutcome>>> outcomes = new ArrayList<>();
    try {
      for (List<TokenRequest> ofKind : requests(admitted.query(), RequestBody.of(body))) {
        outcomes.add(outcomes(admitted, ofKind));
      }
    } catch (MalformedParameter malformed) {
      // The request cannot be read, perhaps not even its kinds, so it counts as one for a ZAK.
      outcomes.add(
          CompletableFuture.completedStage(
              List.of(answers.failedBeforeRequest(admitted, TokenKind.ZAK, malformed))));
    }
    return answers.answerAll(OutcomesInOrder.all(outcomes), all -> answer(admitted, all));
  }

  /** Attendee tries one OBF token after the other, and needs one ZAK and one join token. */
  private CompletionStage<List<TokenOutcome>> outcomes(
      AdmittedRequest admitted, List<TokenRequest> ofKind) {
    if (ofKind.get(0).kind() == TokenKind.OBF) {
      return OutcomesInOrder.all(
          ofKind.stream()
              .map(request -> answers.obtain(admitted, request).thenApply(List::of))
              .toList());
    }
    List<Supplier<CompletionStage<TokenOutcome>>> requests = new ArrayList<>();
    ofKind.forEach(request -> requests.add(() -> answers.obtain(admitted, request)));
    return OutcomesInOrder.untilToken(requests);
  }

  /** Returns the requests for each kind, in the order in which they name their grants. */
  private static List<List<TokenRequest>> requests(Query query, RequestBody body) {
    String bot = body.text("bot_id").orElse(null);
    Optional<MeetingId> meeting = body.text("meeting_url").flatMap(AttendeeResource::meeting);
    List<List<TokenRequest>> requests = new ArrayList<>();
    for (TokenKind kind : kinds(query)) {
      List<TokenRequest> ofKind = new TokenParameters(kind, query, bot, null).toRequestsOfGrants();
      requests.add(
          ofKind.stream().map(request -> meeting.map(request::orMeeting).orElse(request)).toList());
    }
    return requests;
  }

  private static List<TokenKind> kinds(Query query) {
    List<TokenKind> kinds =
        Pattern.compile(",")
            .splitAsStream(query.singleValue(KINDS).orElse(TokenKind.ZAK.text()))
            .map(
                text ->
                    TokenKind.parse(text)
                        .filter(TokenKind.MEETING_TOKENS::contains)
                        .orElseThrow(() -> new MalformedParameter(KINDS, WHICH_KINDS)))
            .distinct()
            .toList();
    // A text of commas only: the split drops trailing empty parts, so nothing was parsed above.
    if (kinds.isEmpty()) {
      throw new MalformedParameter(KINDS, WHICH_KINDS);
    }
    return kinds;
  }

  /**
   * Returns the meeting number in the link of an invitation. It is looked for where Attendee looks
   * for it: the first digits of the path. Empty if they are no meeting number; a personal link has
   * none.
   */
  static Optional<MeetingId> meeting(String url) {
    String path = url.strip().replaceFirst("^[A-Za-z]+://", "").split("[?#]", 2)[0];
    int root = path.indexOf('/');
    Matcher number = NUMBER.matcher(root < 0 ? "" : Query.decoded(path.substring(root)));
    return number.find() ? MeetingId.parse(number.group()) : Optional.empty();
  }

  /** Answers the tokens that were obtained; without any token, answers the first failure. */
  private Response answer(AdmittedRequest admitted, List<TokenOutcome> outcomes) {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (TokenOutcome outcome : outcomes) {
      if (outcome instanceof TokenOutcome.Token token) {
        // Attendee splits OBF tokens at commas, which no token has.
        tokens.merge(
            field(outcome.callback().kind()),
            token.value().reveal(),
            (before, next) -> before + "," + next);
      }
    }
    if (tokens.isEmpty()) {
      return answers.problem(admitted, outcomes.get(0));
    }
    JsonObjectBuilder json = Json.createObjectBuilder();
    tokens.forEach(json::add);
    return Response.ok(json.build().toString(), MediaType.APPLICATION_JSON_TYPE).build();
  }

  /** Returns the name of a kind in Zoom's SDK, to which Attendee passes the token. */
  private static String field(TokenKind kind) {
    return switch (kind) {
      case ZAK -> "zak_token";
      case OBF -> "onbehalf_token";
      case JOIN_TOKEN -> "app_privilege_token";
      case ACCESS_TOKEN -> throw new IllegalArgumentException("no token for Zoom's SDK");
    };
  }
}
