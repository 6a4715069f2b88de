package io.latchkey.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "me",
        "KDcuGIm1QgePTO8WbOqwIQ",
        "a-b_c",
        "anna@example.com",
        "anna.b+bots@mail.example.com",
        "o'neil@example.com"
      })
  void parse_user_isTaken(String text) {
    assertEquals(Optional.of(new UserId(text)), UserId.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "../x",
        "a/b",
        "a%2fb",
        "a?x=1",
        "a#b",
        "a;b",
        "a b",
        "a\r\nb",
        "a\u0000b",
        "..@x",
        "a..b@x.com",
        "a/../b@x.com",
        "a@x/..",
        "a@x..y.com",
        "@x.com",
        "a@",
        "\u2024\u2024/x",
        "\u202Eem",
        "jürgen@example.com",
        "me\n"
      })
  void parse_anythingElse_isNone(String text) {
    assertEquals(Optional.empty(), UserId.parse(text));
  }

  @Test
  void parse_asLongAsAllowed_isTaken() {
    String longest = "a".repeat(64);
    assertEquals(longest, UserId.parse(longest).orElseThrow().value());
    String email = "a".repeat(248) + "@x.com";
    assertEquals(email, UserId.parse(email).orElseThrow().value());
  }

  @Test
  void equals_byValue() {
    assertEquals(new UserId("anna"), new UserId("anna"));
    assertEquals(new UserId("anna").hashCode(), new UserId("anna").hashCode());
    assertNotEquals(new UserId("anna"), new UserId("Anna"));
    assertNotEquals(new UserId("anna"), (Object) "anna");
    assertNotEquals(new UserId("anna").hashCode(), new UserId("ben").hashCode());
  }

  @Test
  void parse_tooLong_isNone() {
    assertEquals(Optional.empty(), UserId.parse("a".repeat(65)));
    assertEquals(Optional.empty(), UserId.parse("a".repeat(250) + "@x.com"));
  }

  @Test
  void parse_longNonsense_isQuick() {
    String evil = "a.".repeat(5000) + "@";
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> UserId.parse(evil));
  }

  @Property
  void parse_anything_letsNothingThroughThatMeansSomethingInAPath(@ForAll String text) {
    UserId.parse(text)
        .ifPresent(
            user ->
                Assertions.assertTrue(
                    user.value()
                        .chars()
                        .allMatch(c -> c > 32 && c < 127 && "/?#;%\\".indexOf(c) < 0),
                    user::value));
  }
}
