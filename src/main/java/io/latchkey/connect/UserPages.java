package io.latchkey.connect;

import static java.util.stream.Collectors.toCollection;

import io.latchkey.consent.ConsentLink;
import io.latchkey.consent.PersonalData;
import io.latchkey.consent.UserLink;
import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantState;
import io.latchkey.page.Html;
import io.latchkey.page.Page;
import io.latchkey.token.TokenKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pages for users, without a script. They hold no token of Zoom.
 *
 * @param customer who asks users for their consent
 * @param kindsOf returns the kinds of meeting token that scopes allow
 */
public record UserPages(String customer, Function<String, Set<TokenKind>> kindsOf) {

  /**
   * Returns the page that says what a user will allow.
   *
   * @param token of the link
   * @param scopes that the app asks for
   * @param result of the attempt before; null at the first
   */
  String connect(ConsentLink link, String token, String scopes, @Nullable PageResult result) {
    List<Html> parts = new ArrayList<>();
    String title = Texts.of("connect.title");
    if (result != null) {
      title = title(result);
      parts.add(Html.element("p role=\"alert\"", text(result, link)));
    }
    parts.add(Html.element("p", Texts.of("connect.asks", customer)));
    parts.add(kindList(kindsOf.apply(scopes)));
    String email = link.expected().email();
    parts.add(
        Html.element(
            "p class=\"next\"",
            email == null ? Texts.of("connect.anybody") : Texts.of("connect.for", email)));
    String label = Texts.of(result == null ? "connect.button" : "connect.again");
    parts.add(form("connect", List.of(hidden("t", token)), button("go", label, " class=\"main\"")));
    parts.add(Html.element("p class=\"soft\"", Texts.of("connect.password", customer)));
    parts.add(Html.element("p class=\"soft\"", Texts.of("connect.end")));
    return page(title, parts);
  }

  private static String title(PageResult result) {
    return Texts.of("outcome." + result.outcome().text() + ".title");
  }

  private static String text(PageResult result, @Nullable UserLink link) {
    String seen = result.seen() == null ? "?" : result.seen();
    String expected =
        link instanceof ConsentLink consent && consent.expected().email() != null
            ? consent.expected().email()
            : "another user";
    return Texts.of("outcome." + result.outcome().text() + ".text", seen, expected);
  }

  private static Html kindList(Set<TokenKind> kinds) {
    List<Html> items = new ArrayList<>();
    for (TokenKind kind : kinds) {
      items.add(Html.element("li", Texts.of("kind." + kind.text())));
    }
    if (items.isEmpty()) {
      items.add(Html.element("li", Texts.of("kind.none")));
    }
    return Html.element("ul", Html.all(items));
  }

  /** Returns a page without a form: there is nothing more to do in it. */
  String message(String name) {
    return page(Texts.of(name + ".title"), List.of(Html.element("p", Texts.of(name + ".text"))));
  }

  /** Returns the page of an attempt whose link is not known. */
  String ended(PageResult result) {
    return page(
        title(result),
        List.of(
            Html.element("p role=\"alert\"", text(result, null)),
            Html.element("p", Texts.of("ended.text"))));
  }

  /**
   * What the page of a user's own grant shows.
   *
   * @param token of the link
   * @param formToken shows that a form was sent by this page
   * @param scopes that the app asks for
   * @param result of the attempt before; null if there was none
   */
  record Managed(
      Grant grant, String token, String formToken, String scopes, @Nullable PageResult result) {}

  /** Returns the page where users see how it is, disconnect, and connect again. */
  String manage(Managed managed) {
    boolean isAlive = managed.grant.status().state().isAlive();
    List<Html> parts = new ArrayList<>();
    PageResult result = managed.result;
    if (result != null) {
      parts.add(Html.element("p role=\"status\" class=\"badge\"", title(result)));
    }
    parts.addAll(state(managed.grant));
    Set<TokenKind> missing = Set.of();
    if (isAlive) {
      Set<TokenKind> allowed = kindsOf.apply(managed.grant.owner().scopes());
      missing = missing(managed.scopes, allowed);
      parts.addAll(kinds("manage.can", allowed));
      parts.addAll(missing.isEmpty() ? List.of() : kinds("manage.cannot", missing));
    }
    parts.add(buttons(managed, isAlive, !missing.isEmpty()));
    parts.add(Html.element("p class=\"soft\"", Texts.of("manage.keep")));
    return page(Texts.of("manage.title", customer), parts);
  }

  private static List<Html> state(Grant grant) {
    GrantState state = grant.status().state();
    String words = Texts.of(state == GrantState.ACTIVE ? "manage.works" : "manage." + state.text());
    String email = grant.owner().email();
    return email == null || !state.isAlive()
        ? List.of(Html.element("p", words))
        : List.of(
            Html.element("p", Texts.of("manage.user", PersonalData.masked(email))),
            Html.element("p", words));
  }

  private static List<Html> kinds(String title, Set<TokenKind> kinds) {
    return List.of(Html.element("h2", Texts.of(title)), kindList(kinds));
  }

  private Set<TokenKind> missing(String scopes, Set<TokenKind> allowed) {
    return kindsOf.apply(scopes).stream()
        .filter(kind -> !allowed.contains(kind))
        .collect(toCollection(() -> EnumSet.noneOf(TokenKind.class)));
  }

  private static Html buttons(Managed managed, boolean isAlive, boolean isPartial) {
    List<Html> fields = List.of(hidden("t", managed.token), hidden("form", managed.formToken));
    List<Html> buttons = new ArrayList<>();
    String label = Texts.of(isPartial ? "manage.rest" : "manage.connect");
    buttons.add(button("connect", label, isAlive ? "" : " class=\"main\""));
    if (isAlive) {
      buttons.add(button("disconnect", Texts.of("manage.disconnect"), ""));
    }
    return form("manage", fields, Html.all(buttons));
  }

  private static Html form(String action, List<Html> fields, Html buttons) {
    return Html.element(
        "form method=\"post\"" + Html.attribute("action", action),
        Html.all(fields),
        Html.element("p class=\"head\"", buttons));
  }

  private static Html hidden(String name, String value) {
    return Html.single(
        "input type=\"hidden\"" + Html.attribute("name", name) + Html.attribute("value", value));
  }

  private static Html button(String action, String label, String attributes) {
    return Html.element(
        "button name=\"action\"" + Html.attribute("value", action) + attributes, label);
  }

  private static String page(String title, List<Html> parts) {
    return Page.withoutScript(
        title,
        Html.element("main class=\"login card\"", Html.element("h1", title), Html.all(parts)));
  }
}
