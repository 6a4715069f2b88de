package io.latchkey.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ }|{}",
        "[ ]|[]",
        "{\"b\": 1, \"a\": [1, {\"d\": null, \"c\": true}]}|{\"a\":[1,{\"c\":true,\"d\":null}],\"b\":1}",
        "{\"n\": 1.50, \"m\": -0, \"e\": 1E5}|{\"e\":1E5,\"m\":-0,\"n\":1.50}",
        "{\"\\u00fc\": \"\\u00fc\"}|{\"ü\":\"ü\"}",
        "{\"s\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\"}|{\"s\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\"}",
        "{\"Z\": 1, \"a\": 2, \"\": 3}|{\"\":3,\"Z\":1,\"a\":2}",
        "\"text\"|\"text\"",
        "false|false"
      })
  void json_isWrittenInOneForm(String json, String canonical) {
    assertEquals(Optional.of(canonical), CanonicalJson.of(json));
  }

  /** Sorted by UTF-16 code units, the emoji would come first. */
  @Test
  void keys_areSortedByCodePoint() {
    assertEquals(
        Optional.of("{\"\uffee\":1,\"\ud83d\ude00\":2}"),
        CanonicalJson.of("{\"\ud83d\ude00\": 2, \"\uffee\": 1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "}", "[1,", "{\"a\"}", "{\"a\":}", "{} {}", "nul", "{'a':1}"})
  void whatIsNoJson_hasNoForm(String text) {
    assertEquals(Optional.empty(), CanonicalJson.of(text));
  }

  @Test
  void absurdDepth_isRefusedInTime() {
    assertEquals(Optional.empty(), CanonicalJson.of("[".repeat(30_000)));
    assertEquals(Optional.empty(), CanonicalJson.of("[".repeat(33) + "]".repeat(33)));
    String deep = "[".repeat(32) + "]".repeat(32);
    assertEquals(Optional.of(deep), CanonicalJson.of(deep));
  }
}
