package io.latchkey.config;

import io.latchkey.account.Account;

/**
 * One configuration key. {@link ConfigurationKeys} declares each; the readers, and a test of the
 * documents, take everything from there. Immutable.
 *
 * @param name with {@code <name>} where the name of a caller, an account or a pool stands
 * @param defaultValue as the properties file of the WAR has it; empty if there is none
 * @param atLeast the least duration or number; empty for other types
 * @param atMost the greatest duration or number; empty for other types
 * @param meaning one sentence for the documents, without a full stop
 */
record ConfigurationKey(
    String name, Type type, String defaultValue, String atLeast, String atMost, String meaning) {

  /** What the value of a key is. */
  enum Type {
    TEXT("text"),
    SECRET("secret"),
    LIST("list"),
    SECRETS("list of secrets"),
    URL("URL"),
    DURATION("duration"),
    NUMBER("number");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static ConfigurationKey text(String name, String defaultValue, String meaning) {
    return new ConfigurationKey(name, Type.TEXT, defaultValue, "", "", meaning);
  }

  static ConfigurationKey secret(String name, String meaning) {
    return new ConfigurationKey(name, Type.SECRET, "", "", "", meaning);
  }

  static ConfigurationKey list(String name, String defaultValue, String meaning) {
    return new ConfigurationKey(name, Type.LIST, defaultValue, "", "", meaning);
  }

  static ConfigurationKey secrets(String name, String meaning) {
    return new ConfigurationKey(name, Type.SECRETS, "", "", "", meaning);
  }

  static ConfigurationKey url(String name, String defaultValue, String meaning) {
    return new ConfigurationKey(name, Type.URL, defaultValue, "", "", meaning);
  }

  static ConfigurationKey duration(
      String name, String defaultValue, String atLeast, String atMost, String meaning) {
    return new ConfigurationKey(name, Type.DURATION, defaultValue, atLeast, atMost, meaning);
  }

  static ConfigurationKey number(
      String name, int defaultValue, int atLeast, int atMost, String meaning) {
    return new ConfigurationKey(
        name,
        Type.NUMBER,
        Integer.toString(defaultValue),
        Integer.toString(atLeast),
        Integer.toString(atMost),
        meaning);
  }

  /** The key of this caller, account or pool. */
  String nameFor(String owner) {
    return name.replace("<name>", owner);
  }

  /** The same key of an account: that of {@code default} has no name in it. */
  ConfigurationKey forAccount(String account) {
    return account.equals(Account.DEFAULT)
        ? this
        : new ConfigurationKey(
            name.replace("latchkey.zoom.", "latchkey.zoom.account." + account + "."),
            type,
            defaultValue,
            atLeast,
            atMost,
            meaning);
  }

  /** The same key of a caller or pool of this name. */
  ConfigurationKey forOwner(String owner) {
    return new ConfigurationKey(nameFor(owner), type, defaultValue, atLeast, atMost, meaning);
  }
}
