package caisson.scripts;

import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u64;

import caisson.clearing.Keccak;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Bytes32;

/** Rounds of the oracle's signers about one market, as anybody may show them to a judge. */
final class OracleRound {
  private static final int THRESHOLD = 2;
  private static final long LATE_S = 5;
  private static final List<KeyPair> KEYS =
      Stream.of("oracle 1", "oracle 2", "oracle 3")
          .map(name -> Keccak.hash(name.getBytes(StandardCharsets.US_ASCII)))
          .map(seed -> KeyPair.parse(Hex.encode(seed)))
          .sorted(Comparator.comparing(key -> Operator.hex(key.address())))
          .toList();

  private OracleRound() {}

  static List<String> signers() {
    return KEYS.stream().map(key -> Operator.hex(key.address())).toList();
  }

  /** All rounds that count at a time: the one in force then at the latest, and the first after. */
  static DynamicArray<DynamicStruct> around(EscapeVenue venue, int market, long price, long atS) {
    return new DynamicArray<>(
        DynamicStruct.class,
        of(venue, market, price, 1, atS - LATE_S),
        of(venue, market, price, 2, atS + 1));
  }

  /** Signed by as many as it takes. */
  private static DynamicStruct of(
      EscapeVenue venue, int market, long price, long number, long atS) {
    byte[] markets = ByteBuffer.allocate(4).putInt(market).array();
    byte[] column = ByteBuffer.allocate(12).putLong(price).putInt(1).array();
    ByteArrayOutputStream set = new ByteArrayOutputStream();
    set.write(THRESHOLD);
    KEYS.forEach(key -> set.writeBytes(key.address().bytes()));
    byte[] question =
        Abi.call(
            "reportDigest",
            u64(number),
            u64(atS),
            new Bytes32(Keccak.hash(markets)),
            new Bytes32(Keccak.hash(column)));
    byte[] digest = venue.chain.view(venue.contract("oracleHub"), question);
    ByteArrayOutputStream columns = new ByteArrayOutputStream();
    for (int position = 0; position < THRESHOLD; position++) {
      byte[] signature = KEYS.get(position).sign(digest).bytes();
      columns.write(position);
      columns.writeBytes(column);
      columns.writeBytes(ByteBuffer.allocate(2).putShort((short) signature.length).array());
      columns.writeBytes(signature);
    }
    return new DynamicStruct(
        u64(number),
        u64(atS),
        bytes(markets),
        bytes(set.toByteArray()),
        bytes(columns.toByteArray()));
  }
}
