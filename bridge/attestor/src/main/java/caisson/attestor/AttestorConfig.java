package caisson.attestor;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an attestor is started with: system properties {@code caisson.*}, or the same names as
 * flags.
 *
 * @param host address of the node and of the own HTTP door, {@code caisson.host}, default 127.0.0.1
 * @param portBase {@code caisson.port-base}, default 7000; HTTP is +4
 * @param data folder of the venue, {@code caisson.data}; the attestor writes below {@code attestor}
 * @param chainId {@code caisson.chain-id}, default 31337; the clearing house's address is read from
 *     {@code <chainId>.json} in the data folder once it is deployed
 */
record AttestorConfig(String host, int portBase, Path data, long chainId) {
  private static final Map<String, String> DEFAULTS =
      Map.of("host", "127.0.0.1", "port-base", "7000", "data", "", "chain-id", "31337");

  /** Flags win over system properties. */
  static AttestorConfig read(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!DEFAULTS.containsKey(name) || i + 1 == args.length) {
        throw new StartException(
            "unknown flag or missing value: " + args[i] + "; flags are " + DEFAULTS.keySet());
      }
      System.setProperty("caisson." + name, args[i + 1]);
    }
    if (value("data").isEmpty()) {
      throw new StartException("caisson.data is not set: it names the folder of the venue");
    }
    return new AttestorConfig(
        value("host"),
        (int) number("port-base", 65_000),
        Path.of(value("data")).toAbsolutePath().normalize(),
        number("chain-id", Long.MAX_VALUE));
  }

  Path dir() {
    return data.resolve("attestor");
  }

  int port() {
    return portBase + 4;
  }

  private static String value(String name) {
    return System.getProperty("caisson." + name, DEFAULTS.get(name)).trim();
  }

  private static long number(String name, long most) {
    String text = value(name);
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new StartException(
        "caisson." + name + " must be a number from 1 to " + most + ": " + text);
  }
}
