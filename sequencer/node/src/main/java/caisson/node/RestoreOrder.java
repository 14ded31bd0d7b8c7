package caisson.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operator's order to one member to go on alone, because the others are lost for good. A text,
 * signed over every byte before the line of the signature:
 *
 * <pre>
 * caisson restore
 * member 10.0.0.3:7000
 * lost 10.0.0.1:7000,10.0.0.2:7000
 * sequence 4711
 * signature BASE64 of Ed25519
 * </pre>
 *
 * @param member who goes on
 * @param lost members that must never start again: two of them would be a majority of the old list
 * @param sequence the last one that any service was answered; a member with less does not serve
 */
record RestoreOrder(NodePorts member, List<NodePorts> lost, long sequence) {
  private static final String SIGNATURE = "signature ";

  /**
   * @param operatorKey Ed25519, X.509, Base64
   */
  static RestoreOrder read(Path file, String operatorKey) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new StartException("order to restore cannot be read: " + e, e);
    }
    int end = text.lastIndexOf(SIGNATURE);
    if (end <= 0 || text.charAt(end - 1) != '\n' || !text.startsWith("caisson restore\n")) {
      throw new StartException("no signed order to restore: " + file);
    }
    String signature = text.substring(end + SIGNATURE.length()).strip();
    if (!signed(text.substring(0, end), signature, operatorKey)) {
      throw new StartException("order to restore is not signed by the operator: " + file);
    }
    Map<String, String> words = new HashMap<>();
    text.substring(0, end)
        .lines()
        .skip(1)
        .forEach(line -> words.put(line.split(" ", 2)[0], line.substring(line.indexOf(' ') + 1)));
    String member = words.get("member");
    String lost = words.get("lost");
    String sequence = words.get("sequence");
    if (member == null || lost == null || sequence == null) {
      throw new StartException("order to restore names no member, lost or sequence: " + file);
    }
    return new RestoreOrder(
        NodePorts.parse(member),
        List.of(lost.split(",")).stream().map(NodePorts::parse).toList(),
        sequence(sequence));
  }

  private static long sequence(String text) {
    try {
      long sequence = Long.parseLong(text.strip());
      if (sequence >= 0) {
        return sequence;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new StartException("sequence of the order to restore is no number: " + text);
  }

  private static boolean signed(String text, String signature, String operatorKey) {
    try {
      var spec = new X509EncodedKeySpec(Base64.getDecoder().decode(operatorKey));
      PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(spec);
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Refuses an order to another member, and one that does not name every other one as lost. */
  void requireFor(NodePorts own, List<NodePorts> members) {
    boolean all = members.stream().allMatch(each -> each.equals(own) || lost.contains(each));
    if (!member.equals(own) || lost.contains(own) || !all) {
      throw new StartException("order to restore is for " + member + ", this is " + own);
    }
  }
}
