package caisson.attestor;

import caisson.clearing.BatchHeader;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import caisson.clearing.Withdrawal;
import caisson.signing.Hex;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A header somebody wants signed, with everything behind it, as {@code Batch.proposalJson}.
 *
 * @param moves hash of each account's list of moves, as hex
 */
record Proposal(
    BatchHeader header,
    byte[] payload,
    byte[] flows,
    MarkWords marks,
    List<Withdrawal> withdrawals,
    TreeMap<Integer, Leaf> leaves,
    TreeMap<Integer, String> moves) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Throws IllegalArgumentException for everything that is no proposal. */
  static Proposal parse(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      BatchHeader header = BatchHeader.decode(hex(root, "header"));
      List<Withdrawal> withdrawals = new ArrayList<>();
      for (JsonNode node : root.required("withdrawals")) {
        withdrawals.add(
            new Withdrawal(
                header.no(),
                node.required("index").asInt(),
                node.required("account").asInt(),
                node.required("asset").asInt(),
                Long.parseLong(node.required("units").asText()),
                hex(node, "destination"),
                node.required("lane").asInt()));
      }
      TreeMap<Integer, Leaf> leaves = new TreeMap<>();
      for (JsonNode node : root.required("leaves")) {
        int account = node.required("account").asInt();
        if (leaves.put(account, Leaf.decode(account, hex(node, "leaf"))) != null) {
          throw new IllegalArgumentException("leaf twice: account=" + account);
        }
      }
      TreeMap<Integer, String> moves = new TreeMap<>();
      for (JsonNode node : root.required("moves")) {
        int account = node.required("account").asInt();
        if (moves.put(account, Hex.encode(hex(node, "list"))) != null) {
          throw new IllegalArgumentException("list of moves twice: account=" + account);
        }
      }
      return new Proposal(
          header,
          hex(root, "payload"),
          hex(root, "flows"),
          MarkWords.decode(hex(root, "marks")),
          withdrawals,
          leaves,
          moves);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage());
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  private static byte[] hex(JsonNode node, String field) {
    return Hex.decode(node.required(field).asText());
  }
}
