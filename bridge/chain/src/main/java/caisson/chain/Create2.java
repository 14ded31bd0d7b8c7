package caisson.chain;

import java.util.Arrays;
import org.web3j.crypto.Hash;

/**
 * Contracts at addresses that follow from their creation code and arguments alone, by the
 * deterministic deployer that most chains carry. So code at such an address proves which creation
 * code made it.
 */
final class Create2 {
  static final String FACTORY = "0x4e59b44847b379578588920ca78fbf26c0b4956c";

  private static final byte[] FACTORY_CODE =
      Hex.bytes(
          "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe036016000"
              + "81602082378035828234f58015156039578182fd5b8082525050506014600cf3");
  private static final byte[] SALT =
      Hash.sha3("caisson".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

  private Create2() {}

  static byte[] salt() {
    return SALT.clone();
  }

  static byte[] factoryCode() {
    return FACTORY_CODE.clone();
  }

  static boolean present(ChainClient chain) {
    return Arrays.equals(chain.code(FACTORY), FACTORY_CODE);
  }

  static String address(byte[] salt, byte[] initCode) {
    byte[] preimage =
        concat(new byte[] {(byte) 0xff}, Hex.bytes(FACTORY), salt, Hash.sha3(initCode));
    return Hex.of(Arrays.copyOfRange(Hash.sha3(preimage), 12, 32));
  }

  /** What the factory is sent. */
  static byte[] call(byte[] salt, byte[] initCode) {
    return concat(salt, initCode);
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
