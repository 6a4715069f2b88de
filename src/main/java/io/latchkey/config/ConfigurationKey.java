package io.latchkey.config;

import io.latchkey.account.Account;

/**
 * Declares one configuration key: its name, type, default, range and meaning. {@link
 * ConfigurationKeys} lists all keys. The readers, and a test of the documents, take every fact
 * about a key from here. Immutable.
 *
 * @param name as the documents write it; {@code <name>} stands for the name of a caller or a pool
 * @param defaultValue the value without any configuration; empty if the key has no default
 * @param atLeast the smallest number, or the shortest duration in ISO-8601; empty for other types
 * @param atMost the greatest number, or the longest duration in ISO-8601; empty for other types
 * @param meaning one sentence for the documents, without a full stop
 */
record ConfigurationKey(
    String name, Type type, String defaultValue, String atLeast, String atMost, String meaning) {

  /** The type of a value, with the word that the documents use for it. */
  enum Type {
    TEXT("text"),
    SECRET("secret"),
    LIST("list"),
    SECRETS("list of secrets"),
    URL("URL"),
    DURATION("duration"),
    NUMBER("number"),
    FLAG("true or false");

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

  static ConfigurationKey flag(String name, boolean defaultValue, String meaning) {
    return new ConfigurationKey(name, Type.FLAG, Boolean.toString(defaultValue), "", "", meaning);
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

  /** Returns the name of this key for one caller or pool. */
  String nameFor(String owner) {
    return name.replace("<name>", owner);
  }

  /**
   * Returns this key for one account. The keys of the account {@code default} have no account name
   * in them.
   */
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

  /** Returns this key for one caller or pool. */
  ConfigurationKey forOwner(String owner) {
    return new ConfigurationKey(nameFor(owner), type, defaultValue, atLeast, atMost, meaning);
  }
}
