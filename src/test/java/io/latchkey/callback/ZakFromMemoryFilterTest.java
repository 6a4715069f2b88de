package io.latchkey.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.latchkey.account.Account;
import io.latchkey.account.UserId;
import io.latchkey.caller.AdmittedCaller;
import io.latchkey.caller.Authenticator;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.Lockout;
import io.latchkey.caller.ProbeTokens;
import io.latchkey.caller.Rights;
import io.latchkey.caller.SignedTokens;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.mint.NoMintListener;
import io.latchkey.mint.Sharing;
import io.latchkey.mint.TestMintSettings;
import io.latchkey.mint.WillingZoom;
import io.latchkey.secret.Secret;
import io.latchkey.service.TokenRequest;
import io.latchkey.service.TokenService;
import io.latchkey.token.CallContext;
import io.latchkey.token.TestTime;
import io.latchkey.token.TokenKind;
import io.latchkey.web.ClientAddress;
import io.latchkey.web.Problems;
import io.latchkey.web.RequestSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which requests the filter answers, and that it leaves no trace of those it passes on. */
class ZakFromMemoryFilterTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String PEER = "198.51.100.9";

  private final TestTime time = new TestTime();
  private final WillingZoom zoom = new WillingZoom(time);
  private final Lockout lockout = new Lockout(new Lockout.Rule(3, Duration.ofMinutes(5)), time);
  private final CallbackToken callbackToken =
      new CallbackToken(Secret.of(TOKEN).hash(), TestTime.START.plus(Duration.ofDays(1)));
  private final List<AnsweredCallback> answered = new ArrayList<>();
  private final TokenService service =
      new TokenService(
          new MeetingTokens(
              List.of(new Account("default", "a", "c", Secret.of("s"), UserId.ME, 30)),
              zoom,
              Sharing.NONE,
              TestMintSettings.of(time.timing(), Duration.ofSeconds(4)),
              () -> Runnable::run,
              new NoMintListener()),
          null,
          List.of());
  private final ZakFromMemoryFilter filter = new ZakFromMemoryFilter();

  private String method = "GET";
  private String path = "/latchkey/zak";
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> sentHeaders = new TreeMap<>();

  @BeforeEach
  void setUp() {
    RequestSettings settings = new RequestSettings(Duration.ofSeconds(4), 0);
    Caller caller =
        new Caller(
            Caller.DEFAULT,
            Caller.Rule.TOKEN,
            List.of(callbackToken),
            List.of(),
            Duration.ofMinutes(5),
            Rights.EVERYTHING);
    filter.setUp(
        new Authenticator(
            new Callers(List.of(caller), new SignedTokens(List.of())),
            lockout,
            new ProbeTokens(),
            time::instant),
        new ClientAddress(request(""), settings),
        new TokenResponder(
            service, new Problems(time), settings, answered::add, time, Runnable::run),
        time);
    headers.put("Host", List.of("bots.example.com:8080"));
    service
        .obtain(
            new AdmittedCaller(Caller.DEFAULT, Rights.EVERYTHING, null),
            new TokenRequest(TokenKind.ZAK, null, null, null, null, null, false),
            CallContext.until(time.instant().plusSeconds(4)))
        .toCompletableFuture()
        .join();
  }

  /** Returns the body that the filter sends; empty if it passes the request on. */
  private Optional<String> answer(String query) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean[] isPassedOn = new boolean[1];
    FilterChain chain = (request, response) -> isPassedOn[0] = true;
    filter.doFilter(request(query), response(body), chain);
    assertEquals(isPassedOn[0], body.size() == 0, "either answered or passed on");
    return isPassedOn[0] ? Optional.empty() : Optional.of(body.toString(UTF_8));
  }

  private HttpServletRequest request(String query) {
    return proxy(
        HttpServletRequest.class,
        (proxy, called, arguments) ->
            switch (called.getName()) {
              case "getMethod" -> method;
              case "getContextPath" -> "/latchkey";
              case "getRequestURI" -> path;
              case "getQueryString" -> query;
              case "getRemoteAddr" -> PEER;
              case "getHeader" ->
                  headers.getOrDefault(arguments[0], List.of()).stream().findFirst().orElse(null);
              case "getHeaders" ->
                  Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
              case "getContentLengthLong" ->
                  Long.parseLong(headers.getOrDefault("Content-Length", List.of("-1")).get(0));
              default -> throw new UnsupportedOperationException(called.getName());
            });
  }

  private HttpServletResponse response(ByteArrayOutputStream body) {
    return proxy(
        HttpServletResponse.class,
        (proxy, called, arguments) -> {
          switch (called.getName()) {
            case "setHeader" -> sentHeaders.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> sentHeaders.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> sentHeaders.put("Content-Length", arguments[0].toString());
            case "getOutputStream" -> {
              return new Body(body);
            }
            default -> throw new UnsupportedOperationException(called.getName());
          }
          return null;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }

  private static final class Body extends ServletOutputStream {

    private final ByteArrayOutputStream written;

    Body(ByteArrayOutputStream written) {
      this.written = written;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(int one) {
      written.write(one);
    }
  }

  private void assertNoTrace() {
    assertEquals(List.of(), answered);
    assertEquals(Optional.empty(), callbackToken.lastUsed());
    assertEquals(Map.of(), sentHeaders);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&account=default",
        "&user=me&user=me",
        "&bot_id=1&extra=%7B",
        "&meeting_id=x",
        "&meeting_id=123+4567+8901"
      })
  void zakInMemory_isAnswered_withAllEffects(String query) throws Exception {
    time.advance(Duration.ofSeconds(7));
    assertEquals(Optional.of("zak-of-default-me"), answer("token=" + TOKEN + query));
    assertEquals("text/plain;charset=UTF-8", sentHeaders.get("Content-Type"));
    assertEquals("17", sentHeaders.get("Content-Length"));
    assertEquals("no-store", sentHeaders.get("Cache-Control"));
    assertEquals(Optional.of(time.instant()), callbackToken.lastUsed());
    assertEquals(1, answered.size());
    assertEquals(200, answered.get(0).status());
  }

  @Test
  void staleZak_isAnswered_andItsRenewalBegins() throws Exception {
    int before = zoom.calls.get();
    time.advance(Duration.ofSeconds(50));
    assertEquals(Optional.of("zak-of-default-me"), answer("token=" + TOKEN));
    assertEquals(before + 1, zoom.calls.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "token=",
        "token=wrong",
        "token=" + TOKEN + "&token=" + TOKEN,
        "token=" + TOKEN + "&user=a&user=b",
        "token=" + TOKEN + "&user=../x",
        "token=" + TOKEN + "&user=nobody-asked-for",
        "token=" + TOKEN + "&account=nowhere",
        "token=" + TOKEN + "&account=",
        "token=" + TOKEN + "&bypass_waiting_room=perhaps",
        "token=" + TOKEN + "&extra=%ZZ",
        "token=" + TOKEN + "&extra=%7",
        "token=" + TOKEN + "&extra={",
        "token=" + TOKEN + "&extra=a|b"
      })
  void otherQuery_isPassedOn_withoutATrace(String query) throws Exception {
    assertEquals(Optional.empty(), answer(query));
    assertNoTrace();
  }

  @Test
  void noQuery_isPassedOn() throws Exception {
    assertEquals(Optional.empty(), answer(null));
    assertNoTrace();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/latchkey/zak;a=b",
        "/latchkey/%7Aak",
        "/latchkey//zak",
        "/latchkey/zak/",
        "/latchkey/obf",
        "/zak"
      })
  void otherPath_isPassedOn(String other) throws Exception {
    path = other;
    assertEquals(Optional.empty(), answer("token=" + TOKEN));
    assertNoTrace();
  }

  @Test
  void pathOfMeetStream_isAnswered() throws Exception {
    path = "/latchkey/meetstream/zak";
    assertEquals(Optional.of("zak-of-default-me"), answer("token=" + TOKEN));
  }

  @Test
  void otherMethod_isPassedOn() throws Exception {
    for (String other : List.of("HEAD", "POST", "get")) {
      method = other;
      assertEquals(Optional.empty(), answer("token=" + TOKEN));
    }
    assertNoTrace();
  }

  @ParameterizedTest
  @CsvSource({
    "Host, ''",
    "Host, :80",
    "Host, a b",
    "Host, a:",
    "Host, a:123456",
    "Host, a:8x",
    "Host, [::1]",
    "Content-Length, 1",
    "Transfer-Encoding, chunked",
    "webhook-id, m",
    "svix-signature, 'v1,x'",
    "X-Webhook-Signature, x"
  })
  void otherHeader_isPassedOn(String name, String value) throws Exception {
    headers.put(name, List.of(value));
    assertEquals(Optional.empty(), answer("token=" + TOKEN));
    assertNoTrace();
  }

  @Test
  void repeatedHeaderThatIsRead_isPassedOn() throws Exception {
    for (String name : List.of("Host", "traceparent")) {
      headers.put(name, List.of("a", "a"));
      assertEquals(Optional.empty(), answer("token=" + TOKEN), name);
      headers.put(name, List.of("a"));
    }
    assertTrue(answer("token=" + TOKEN).isPresent());
  }

  /** JAX-RS may still answer, or report the defect. */
  @Test
  void defect_isPassedOn() throws Exception {
    RequestSettings settings = new RequestSettings(Duration.ofSeconds(4), 0);
    ZakFromMemoryFilter broken = new ZakFromMemoryFilter();
    broken.setUp(
        new Authenticator(
            new Callers(List.of(), new SignedTokens(List.of())),
            lockout,
            new ProbeTokens(),
            time::instant),
        new ClientAddress(request(""), settings),
        new TokenResponder(
            service, new Problems(time), settings, answered::add, time, Runnable::run),
        () -> {
          throw new IllegalStateException("a defect");
        });
    boolean[] isPassedOn = new boolean[1];
    broken.doFilter(
        request("token=" + TOKEN),
        response(new ByteArrayOutputStream()),
        (request, response) -> isPassedOn[0] = true);
    assertTrue(isPassedOn[0]);
    assertNoTrace();
  }

  @Test
  void expiredProof_isPassedOn() throws Exception {
    time.advance(Duration.ofDays(1));
    assertEquals(Optional.empty(), answer("token=" + TOKEN));
    assertNoTrace();
  }

  @Test
  void lockedOutAddress_isPassedOn_andWrongTokensDoNotCountHere() throws Exception {
    for (int i = 0; i < 5; i++) {
      answer("token=wrong");
    }
    assertTrue(answer("token=" + TOKEN).isPresent(), "JAX-RS counts guesses");
    for (int i = 0; i < 3; i++) {
      lockout.recordFailure(PEER);
    }
    assertEquals(Optional.empty(), answer("token=" + TOKEN));
  }
}
