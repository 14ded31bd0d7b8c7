package caisson.verifier;

import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.Keccak256;
import caisson.signing.SigningDomain;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the chain says about the venue: its commits with their call data, its attestors, and the
 * contract's own check of a leaf.
 */
public final class ChainReader {
  private static final String COMMITTED =
      Hex.encode(hash("BatchCommitted(uint64,bytes32,uint64,uint64,uint64,bytes32)"));
  private static final byte[] COMMIT = selector("commit(bytes,bytes,bytes,bytes,bytes)");
  private static final byte[] COMMIT_STAGED =
      selector("commitStaged(uint64,bytes,bytes,bytes,bytes)");
  private static final String STAGED =
      Hex.encode(hash("ChunkStaged(address,uint64,uint8,bytes32)"));
  private static final byte[] STAGE = selector("stage(uint64,uint8,bytes)");
  private static final long BLOCKS_A_QUERY = 5_000;

  private final JsonRpc rpc;
  private final Deployment deployment;

  public ChainReader(URI node, Deployment deployment) {
    this.rpc = new JsonRpc(node);
    this.deployment = deployment;
    long chainId = quantity(rpc.ask("eth_chainId"));
    if (chainId != deployment.chainId()) {
      throw new OutsideFailure(
          "another chain: expected=" + deployment.chainId() + " found=" + chainId);
    }
  }

  /**
   * @param tag latest or finalized
   */
  public long block(String tag) {
    return quantity(rpc.ask("eth_getBlockByNumber", tag, false).path("number"));
  }

  /** The attestors among the addresses of the deployment file; the contract is asked about each. */
  public Attestors attestors() {
    Set<Address> members = new HashSet<>();
    for (Address candidate : deployment.attestors()) {
      if (callUint(selector("isAttestor(address)"), candidate.bytes()).signum() != 0) {
        members.add(candidate);
      }
    }
    return new Attestors(
        new SigningDomain(deployment.chainId(), deployment.clearingHouse()),
        Set.copyOf(members),
        callUint(selector("threshold()")).intValueExact());
  }

  /** Every commit up to the block, in order. */
  public void batches(long toBlock, Consumer<CommittedBatch> reader) {
    for (long from = deployment.deployedAt(); from <= toBlock; from += BLOCKS_A_QUERY) {
      JsonNode logs =
          rpc.ask(
              "eth_getLogs",
              Map.of(
                  "address", deployment.clearingHouse().toString(),
                  "fromBlock", hex(from),
                  "toBlock", hex(Math.min(toBlock, from + BLOCKS_A_QUERY - 1)),
                  "topics", List.of(COMMITTED)));
      for (JsonNode log : logs) {
        reader.accept(batch(log));
      }
    }
  }

  /** The head as the contract holds it at the block: number and header hash. */
  public void checkHead(@Nullable Header expected, long block) {
    byte[] answer =
        Hex.decode(rpc.ask("eth_call", call(selector("head()"), new byte[0]), hex(block)).asText());
    long no = new BigInteger(1, answer, 0, 32).longValueExact();
    byte[] hash = Arrays.copyOfRange(answer, 96, 128);
    boolean same =
        expected == null ? no == 0 : no == expected.no() && Arrays.equals(hash, expected.hash());
    Refusal.require(
        same,
        Refusal.Reason.HEAD,
        "contract is at batch " + no + ", rebuilt " + (expected == null ? 0 : expected.no()));
  }

  /** The contract's verifyLeaf on this proof: the claim, or a refusal with the contract's error. */
  public BigInteger verifyLeaf(Header header, long committedAt, LeafProof proof) {
    byte[] data =
        new CallData("verifyLeaf(bytes,uint64,uint32,bytes,bytes,bytes)", 6)
            .bytes(header.bytes())
            .word(committedAt)
            .word(proof.account())
            .bytes(proof.leaf())
            .bytes(proof.path())
            .bytes(proof.marks())
            .encode();
    JsonNode answer =
        rpc.exchange(
            "eth_call",
            Map.of("to", deployment.clearingHouse().toString(), "data", Hex.encode(data)),
            "latest");
    if (answer.hasNonNull("error")) {
      throw new Refusal(Refusal.Reason.PROOF, "the contract says no: " + answer.get("error"));
    }
    return new BigInteger(Hex.decode(answer.path("result").asText()));
  }

  private CommittedBatch batch(JsonNode log) {
    byte[] data = Hex.decode(log.path("data").asText());
    String transaction = log.path("transactionHash").asText();
    long no = new BigInteger(log.path("topics").get(1).asText().substring(2), 16).longValueExact();
    JsonNode sent = rpc.ask("eth_getTransactionByHash", transaction);
    byte[] input = Hex.decode(sent.path("input").asText());
    boolean staged = isCall(sent, input, COMMIT_STAGED);
    // A relayer contract may commit as well; its call data is not the clearing house's.
    Refusal.require(
        staged || isCall(sent, input, COMMIT),
        Refusal.Reason.COMMIT_CALL,
        "batch " + no + " in " + transaction + " is no direct commit");
    byte[] arguments = Arrays.copyOfRange(input, 4, input.length);
    return new CommittedBatch(
        no,
        Hex.decode(log.path("topics").get(2).asText()),
        new BigInteger(1, data, 0, 32).longValueExact(),
        transaction,
        bytesArgument(arguments, staged ? 1 : 0),
        staged
            ? stagedPayload(log, sent.path("from").asText(), Arrays.copyOf(arguments, 32))
            : bytesArgument(arguments, 1),
        bytesArgument(arguments, 2),
        bytesArgument(arguments, 3),
        bytesArgument(arguments, 4));
  }

  /** The chunks of the set that the commit closed: those since its last chunk 0, in order. */
  private byte[] stagedPayload(JsonNode commit, String sender, byte[] set) {
    JsonNode logs =
        rpc.ask(
            "eth_getLogs",
            Map.of(
                "address", deployment.clearingHouse().toString(),
                "fromBlock", hex(deployment.deployedAt()),
                "toBlock", commit.path("blockNumber").asText(),
                "topics",
                    List.of(STAGED, "0x" + "0".repeat(24) + sender.substring(2), Hex.encode(set))));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (JsonNode log : logs) {
      if (!before(log, commit)) {
        continue;
      }
      if (new BigInteger(1, Hex.decode(log.path("data").asText()), 0, 32).signum() == 0) {
        payload.reset();
      }
      String transaction = log.path("transactionHash").asText();
      JsonNode sent = rpc.ask("eth_getTransactionByHash", transaction);
      byte[] input = Hex.decode(sent.path("input").asText());
      Refusal.require(
          isCall(sent, input, STAGE),
          Refusal.Reason.COMMIT_CALL,
          "a chunk in " + transaction + " is no direct call");
      payload.writeBytes(bytesArgument(Arrays.copyOfRange(input, 4, input.length), 2));
    }
    return payload.toByteArray();
  }

  private static boolean before(JsonNode log, JsonNode other) {
    long block = quantity(log.path("blockNumber"));
    long of = quantity(other.path("blockNumber"));
    return block < of
        || (block == of && quantity(log.path("logIndex")) < quantity(other.path("logIndex")));
  }

  private boolean isCall(JsonNode sent, byte[] input, byte[] selector) {
    return deployment.clearingHouse().toString().equalsIgnoreCase(sent.path("to").asText())
        && input.length > 4
        && Arrays.equals(selector, Arrays.copyOf(input, 4));
  }

  static byte[] bytesArgument(byte[] arguments, int index) {
    try {
      int offset = new BigInteger(1, arguments, 32 * index, 32).intValueExact();
      int length = new BigInteger(1, arguments, offset, 32).intValueExact();
      if (length > arguments.length - offset - 32) {
        throw new ArithmeticException("cut short");
      }
      return Arrays.copyOfRange(arguments, offset + 32, offset + 32 + length);
    } catch (ArithmeticException | IndexOutOfBoundsException malformed) {
      throw new Refusal(Refusal.Reason.COMMIT_CALL, "argument " + index + " is malformed");
    }
  }

  private BigInteger callUint(byte[] selector, byte[]... words) {
    JsonNode result = rpc.ask("eth_call", call(selector, words), "latest");
    byte[] answer = Hex.decode(result.asText());
    if (answer.length < 32) {
      throw new OutsideFailure("no contract at " + deployment.clearingHouse());
    }
    return new BigInteger(1, answer, 0, 32);
  }

  private Map<String, String> call(byte[] selector, byte[]... words) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(selector);
    for (byte[] word : words) {
      if (word.length > 0) {
        data.writeBytes(new byte[32 - word.length]);
        data.writeBytes(word);
      }
    }
    return Map.of(
        "to", deployment.clearingHouse().toString(), "data", Hex.encode(data.toByteArray()));
  }

  private static byte[] hash(String signature) {
    return Keccak256.hash(signature.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] selector(String signature) {
    return Arrays.copyOf(hash(signature), 4);
  }

  private static long quantity(JsonNode hex) {
    return new BigInteger(hex.asText().substring(2), 16).longValueExact();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** Arguments of one call: a word each, an offset where bytes stand behind. */
  private static final class CallData {
    private final byte[] selector;
    private final int arguments;
    private final ByteArrayOutputStream heads = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tails = new ByteArrayOutputStream();

    CallData(String signature, int arguments) {
      this.selector = selector(signature);
      this.arguments = arguments;
    }

    CallData word(long value) {
      heads.writeBytes(padded(value));
      return this;
    }

    CallData bytes(byte[] value) {
      heads.writeBytes(padded(32L * arguments + tails.size()));
      tails.writeBytes(padded(value.length));
      tails.writeBytes(value);
      tails.writeBytes(new byte[(32 - value.length % 32) % 32]);
      return this;
    }

    byte[] encode() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(selector);
      all.writeBytes(heads.toByteArray());
      all.writeBytes(tails.toByteArray());
      return all.toByteArray();
    }

    private static byte[] padded(long value) {
      byte[] plain = BigInteger.valueOf(value).toByteArray();
      byte[] word = new byte[32];
      System.arraycopy(plain, 0, word, 32 - plain.length, plain.length);
      return word;
    }
  }
}
