package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.RequestServedEncoder;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ForcedChainTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void shouldChainTheBytesOfTheQueue() {
    ForcedChain chain = new ForcedChain();
    assertEquals(0, chain.count());
    assertArrayEquals(new byte[32], chain.prefix());
    chain.add(served(1, 1, 4096, 1, -1, 0, 0xaa));
    byte[] first =
        cut(
            Keccak.hash(
                HEX.parseHex(
                    "08"
                        + "00".repeat(32)
                        + "0000000000000001"
                        + "000000006553f100"
                        + "01"
                        + "00001000"
                        + "00000001"
                        + "ffffffffffffffff"
                        + "0000000000000000"
                        + "aa".repeat(20))));
    assertArrayEquals(first, chain.prefix());
    chain.add(served(2, 2, 4097, 0x01020304, 5, 600_000, 0));
    byte[] second =
        cut(
            Keccak.hash(
                HEX.parseHex(
                    "08"
                        + HEX.formatHex(first)
                        + "0000000000000002"
                        + "000000006553f100"
                        + "02"
                        + "00001001"
                        + "01020304"
                        + "0000000000000005"
                        + "00000000000927c0"
                        + "00".repeat(20))));
    assertArrayEquals(second, chain.prefix());
    assertEquals(2, chain.count());
    assertThrows(BrokenFold.class, () -> chain.add(served(4, 3, 4096, 0, 0, 0, 0)));
  }

  private static byte[] cut(byte[] hash) {
    java.util.Arrays.fill(hash, 26, 32, (byte) 0);
    return hash;
  }

  private static RequestServedDecoder served(
      long no, int kind, int account, int id, long amount, long limit, int target) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    RequestServedEncoder event =
        new RequestServedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    event.no(no).timeS(0x6553f100).kind((short) kind).account(account).id(id);
    event.amount(amount).limitTicks(limit);
    for (int i = 0; i < 20; i++) {
      event.target(i, (short) target);
    }
    return new RequestServedDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
  }
}
