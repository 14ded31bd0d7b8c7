package caisson.chain;

import caisson.signing.KeyPair;
import java.nio.file.Path;

/** A transaction key kept as hex in a file. */
public record KeyFile(KeyPair pair) implements TransactionKey {
  public static KeyFile read(Path file) {
    return new KeyFile(KeyPair.load(file));
  }

  @Override
  public String address() {
    return pair.address().toString();
  }

  @Override
  public byte[] sign(byte[] digest) {
    return pair.sign(digest).bytes();
  }
}
