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
    assertEquals(Optional.of("a@b.c"), query("user=a%40b.c").singleValue("user"));
    assertEquals(Optional.of("a=b"), query("user=a=b").singleValue("user"));
    assertEquals(Optional.of(""), query("user").singleValue("user"));
    assertEquals(Optional.empty(), query("users=x&User=x&user[]=x").singleValue("user"));
  }

  @Test
  void single_twiceWithDifferentValues_isRefused() {
    assertEquals(Optional.of("a"), query("user=a&user=a").singleValue("user"));
    assertThrows(MalformedParameter.class, () -> query("user=a&user=b").singleValue("user"));
    assertThrows(MalformedParameter.class, () -> query("user=a&%75ser=b").singleValue("user"));
  }

  @Test
  void single_othersMayBeAnything() {
    Query query = query("extra={\"a\":\"%zz\"}&%zz=1&=&&user=me&x=%00");
    assertEquals(Optional.of("me"), query.singleValue("user"));
  }

  @Test
  void of_noQuery_hasNoParameters() {
    assertEquals(Optional.empty(), Query.of(null).singleValue("user"));
    assertEquals(Optional.empty(), Query.of("").singleValue("user"));
  }

  @Property
  void values_ofAnyQuery_neverThrows(@ForAll String raw) {
    query(raw).values("user");
  }
}
