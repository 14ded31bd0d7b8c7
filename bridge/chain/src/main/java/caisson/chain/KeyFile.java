package caisson.chain;

import caisson.signing.KeyPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A transaction key kept as hex in a file. */
public record KeyFile(KeyPair pair) implements TransactionKey {
  public static KeyFile read(Path file) {
    try {
      return new KeyFile(KeyPair.parse(Files.readString(file).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the key file " + file, e);
    }
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
