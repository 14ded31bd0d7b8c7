package caisson.chain;

import caisson.fixtures.ChainFixture;
import java.math.BigInteger;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/**
 * Signs with web3j's own curve code, so that a sender is tested against a second implementation.
 */
record TestKey(ECKeyPair pair) implements TransactionKey {
  static TestKey funded(int number) {
    return new TestKey(
        ECKeyPair.create(new BigInteger(1, Hex.bytes(ChainFixture.FUNDED_KEYS.get(number)))));
  }

  @Override
  public String address() {
    return Hex.address(Keys.getAddress(pair));
  }

  @Override
  public byte[] sign(byte[] digest) {
    Sign.SignatureData parts = Sign.signMessage(digest, pair, false);
    byte[] signature = new byte[65];
    System.arraycopy(parts.getR(), 0, signature, 0, 32);
    System.arraycopy(parts.getS(), 0, signature, 32, 32);
    signature[64] = parts.getV()[0];
    return signature;
  }
}
