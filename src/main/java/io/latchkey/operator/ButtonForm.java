package io.latchkey.operator;

import io.latchkey.page.Html;

/** A form of one button. It carries the session's form token, so that no other site can send it. */
final class ButtonForm {

  private ButtonForm() {}

  /**
   * @param formToken of the operator's session ({@link Sessions#formToken})
   * @param action the path that the form is sent to, relative to the page
   * @param attributes more attributes of the button, each with a blank before it
   */
  static Html of(String formToken, String action, String label, String attributes) {
    return Html.element(
        "form method=\"post\"" + Html.attribute("action", action),
        Html.single("input type=\"hidden\" name=\"csrf\"" + Html.attribute("value", formToken)),
        Html.element("button" + attributes, label));
  }
}
