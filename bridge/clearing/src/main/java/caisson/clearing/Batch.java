package caisson.clearing;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The bytes of a window for the chain, and the paths people need to use them. Immutable. */
public final class Batch {
  private final SealedWindow window;
  private final BatchHeader header;
  private final List<byte[]> chunks;
  private final byte[] flows;
  private final List<byte[]> withdrawalHashes;

  Batch(
      SealedWindow window,
      BatchHeader header,
      List<byte[]> chunks,
      byte[] flows,
      List<byte[]> withdrawalHashes) {
    this.window = window;
    this.header = header;
    this.chunks = List.copyOf(chunks);
    this.flows = flows;
    this.withdrawalHashes = List.copyOf(withdrawalHashes);
  }

  public SealedWindow window() {
    return window;
  }

  public BatchHeader header() {
    return header;
  }

  public byte[] headerBytes() {
    return header.bytes();
  }

  public byte[] headerHash() {
    return header.hash();
  }

  /** Payload in calldata form, chunk by chunk. */
  public List<byte[]> chunks() {
    return chunks;
  }

  /** The chunks one after another. */
  public byte[] payload() {
    Bytes out = new Bytes();
    chunks.forEach(out::raw);
    return out.toArray();
  }

  /** The chunks of a payload, as its sealer split it. */
  public static List<byte[]> chunks(byte[] payload) {
    return BatchEncoder.split(payload);
  }

  /** The entries of a payload in calldata form. */
  public static List<Entry> entries(byte[] payload) {
    return BatchEncoder.decode(payload);
  }

  public byte[] flows() {
    return flows.clone();
  }

  /** What the commit carries: the mark words when their root is new, else no bytes. */
  public byte[] marks() {
    return window.carriesMarks() ? window.marks().bytes() : Bytes.NONE;
  }

  public List<Withdrawal> withdrawals() {
    return window.withdrawals();
  }

  public int withdrawalCount() {
    return withdrawalHashes.size();
  }

  /** Siblings of a withdrawal, from the leaf up, 32 bytes each. */
  public byte[] withdrawalPath(int index) {
    return HashTree.WITHDRAWALS.path(withdrawalHashes, index);
  }

  public List<Leaf> touchedLeaves() {
    return window.touchedLeaves();
  }

  /** Siblings of an account's leaf, from the leaf up, 64 bytes each. */
  public byte[] leafProof(int account) {
    return window.tree().proof(account);
  }

  /**
   * What an attestor is asked to sign: the header with everything behind it, so that it names what
   * differs. The marks stand in full even when the commit carries none.
   */
  public String proposalJson() {
    List<String> leaves = new ArrayList<>();
    for (Leaf leaf : window.touchedLeaves()) {
      leaves.add("{\"account\":%d,\"leaf\":\"%s\"}".formatted(leaf.account(), hex(leaf.bytes())));
    }
    List<String> payouts = new ArrayList<>();
    for (Withdrawal withdrawal : window.withdrawals()) {
      payouts.add(
          ("{\"index\":%d,\"account\":%d,\"asset\":%d,\"units\":\"%d\",\"destination\":\"%s\","
                  + "\"lane\":%d}")
              .formatted(
                  withdrawal.index(),
                  withdrawal.account(),
                  withdrawal.asset(),
                  withdrawal.units(),
                  hex(withdrawal.destination()),
                  withdrawal.lane()));
    }
    List<String> moves = new ArrayList<>();
    for (MoveList list : window.fills().lists()) {
      moves.add("{\"account\":%d,\"list\":\"%s\"}".formatted(list.account(), hex(list.hash())));
    }
    return "{\"header\":\"%s\",\"payload\":\"%s\",\"flows\":\"%s\",\"marks\":\"%s\",\"withdrawals\":[%s],\"leaves\":[%s],\"moves\":[%s]}"
        .formatted(
            hex(headerBytes()),
            hex(payload()),
            hex(flows),
            hex(window.marks().bytes()),
            String.join(",", payouts),
            String.join(",", leaves),
            String.join(",", moves));
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
