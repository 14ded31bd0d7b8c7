package caisson.scripts;

import caisson.signing.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;

/** Call data and answers of contract calls, as the drills need them. */
final class Abi {
  private static final int WORD = 32;

  private Abi() {}

  static byte[] call(String function, Type<?>... arguments) {
    return Hex.decode(
        FunctionEncoder.encode(new Function(function, Arrays.asList(arguments), List.of())));
  }

  static Uint16 u16(long value) {
    return new Uint16(value);
  }

  static Uint32 u32(long value) {
    return new Uint32(value);
  }

  static Uint64 u64(long value) {
    return new Uint64(new BigInteger(Long.toUnsignedString(value)));
  }

  static Uint256 u256(long value) {
    return new Uint256(BigInteger.valueOf(value));
  }

  static Address address(String value) {
    return new Address(value);
  }

  static DynamicBytes bytes(byte[] value) {
    return new DynamicBytes(value);
  }

  /** The number in one word of an answer. */
  static BigInteger word(byte[] answer, int index) {
    return new BigInteger(1, Arrays.copyOfRange(answer, WORD * index, WORD * (index + 1)));
  }

  static String addressIn(byte[] answer, int index) {
    return Hex.encode(Arrays.copyOfRange(answer, WORD * index + 12, WORD * (index + 1)));
  }
}
