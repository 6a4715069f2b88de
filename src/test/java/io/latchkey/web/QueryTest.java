package io.latchkey.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.latchkey.service.MalformedParameter;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QueryTest {

  private static Query query(String raw) {
    return Query.of(raw);
  }

  @Test
  void single_decodes() {
    assertEquals(Optional.of("a@b.c"), query("user=a%40b.c").single("user"));
    assertEquals(Optional.of("a=b"), query("user=a=b").single("user"));
    assertEquals(Optional.of(""), query("user").single("user"));
    assertEquals(Optional.empty(), query("users=x&User=x&user[]=x").single("user"));
  }

  @Test
  void single_twiceWithDifferentValues_isRefused() {
    assertEquals(Optional.of("a"), query("user=a&user=a").single("user"));
    assertThrows(MalformedParameter.class, () -> query("user=a&user=b").single("user"));
    assertThrows(MalformedParameter.class, () -> query("user=a&%75ser=b").single("user"));
  }

  @Test
  void single_othersMayBeAnything() {
    Query query = query("extra={\"a\":\"%zz\"}&%zz=1&=&&user=me&x=%00");
    assertEquals(Optional.of("me"), query.single("user"));
  }

  @Test
  void of_noQuery_hasNoParameters() {
    assertEquals(Optional.empty(), Query.of(null).single("user"));
    assertEquals(Optional.empty(), Query.of("").single("user"));
  }

  @Property
  void values_ofAnyQuery_neverThrows(@ForAll String raw) {
    query(raw).values("user");
  }
}
