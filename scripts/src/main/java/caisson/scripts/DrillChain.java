package caisson.scripts;

import caisson.chain.ChainClient;
import caisson.signing.Hex;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An Anvil of a drill's own, that signs for anybody, travels in time, and takes a thousand
 * transactions at once. After {@link #bulk} it mines only when told to.
 */
final class DrillChain implements AutoCloseable {
  /** A transaction; the sender needs no key here. */
  record Call(String from, String to, byte[] data) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long GAS = 1_200_000;
  private static final long LARGE_GAS = 20_000_000;
  private static final int AT_ONCE = 400;

  /** Anvil takes no larger body. */
  private static final int QUESTIONS_AT_ONCE = 40;

  private static final int BYTES_AT_ONCE = 700_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;
  private final Child anvil;
  private final ChainClient client;
  private final Map<String, Long> nonces = new HashMap<>();

  DrillChain(Path binary, int port, Path folder) throws Exception {
    uri = URI.create("http://127.0.0.1:" + port);
    List<String> command =
        List.of(
            binary.toString(),
            "--port",
            Integer.toString(port),
            "--chain-id",
            "31337",
            "--hardfork",
            "osaka",
            "--order",
            "fifo",
            "--gas-limit",
            "1000000000",
            "--auto-impersonate");
    anvil = new Child("anvil", command, folder, folder.resolve("anvil.log"), "Listening on");
    anvil.start();
    anvil.awaitReady(Duration.ofSeconds(30));
    client = ChainClient.connect(uri.toString(), 31337, Duration.ofSeconds(60));
  }

  ChainClient client() {
    return client;
  }

  /** From here on transactions wait for {@link #send} to mine them together. */
  void bulk() {
    ask("evm_setAutomine", false);
  }

  void fund(List<String> addresses) {
    List<ObjectNode> requests = new ArrayList<>();
    String plenty = "0x" + BigInteger.TEN.pow(21).toString(16);
    addresses.forEach(each -> requests.add(request("anvil_setBalance", each, plenty)));
    exchange(requests);
  }

  /** Mines all of them in order; the first one that reverts ends the drill. */
  void send(List<Call> calls) {
    for (int from = 0; from < calls.size(); from += AT_ONCE) {
      List<Call> part = calls.subList(from, Math.min(calls.size(), from + AT_ONCE));
      List<Boolean> done = mine(part);
      int failed = done.indexOf(false);
      if (failed >= 0) {
        throw new VenueException(
            "transaction " + (from + failed) + " reverted: " + reason(part.get(failed)));
      }
    }
  }

  void send(String from, String to, byte[] data) {
    send(List.of(new Call(from, to, data)));
  }

  /** A transaction with ether. */
  void pay(String from, String to, byte[] data, BigInteger wei) {
    ObjectNode transaction = JSON.createObjectNode();
    transaction.put("from", from).put("to", to).put("data", Hex.encode(data));
    transaction.put("value", "0x" + wei.toString(16)).put("gas", hex(LARGE_GAS));
    long nonce = nonces.computeIfAbsent(from, this::nonce);
    nonces.put(from, nonce + 1);
    transaction.put("nonce", hex(nonce));
    JsonNode hash = ask("eth_sendTransaction", transaction);
    ask("evm_mine");
    if (!ask("eth_getTransactionReceipt", hash).path("status").asText().equals("0x1")) {
      throw new VenueException("a payment to " + to + " reverted");
    }
  }

  /** Whether the transaction went through. */
  boolean tries(String from, String to, byte[] data) {
    return mine(List.of(new Call(from, to, data))).get(0);
  }

  private List<Boolean> mine(List<Call> calls) {
    List<ObjectNode> requests = new ArrayList<>();
    for (Call call : calls) {
      long nonce = nonces.computeIfAbsent(call.from(), this::nonce);
      nonces.put(call.from(), nonce + 1);
      ObjectNode transaction = JSON.createObjectNode();
      transaction.put("from", call.from());
      transaction.put("to", call.to());
      transaction.put("data", Hex.encode(call.data()));
      transaction.put("nonce", hex(nonce));
      transaction.put("gas", hex(calls.size() == 1 ? LARGE_GAS : GAS));
      requests.add(request("eth_sendTransaction", transaction));
    }
    List<JsonNode> hashes = exchange(requests);
    ask("evm_mine");
    List<ObjectNode> questions = new ArrayList<>();
    hashes.forEach(hash -> questions.add(request("eth_getTransactionReceipt", hash)));
    List<Boolean> done = new ArrayList<>();
    for (JsonNode receipt : exchange(questions)) {
      if (receipt.isNull()) {
        throw new VenueException("a transaction was not mined");
      }
      done.add(receipt.required("status").asText().equals("0x1"));
    }
    return done;
  }

  private long nonce(String address) {
    return number(ask("eth_getTransactionCount", address, "latest"));
  }

  private String reason(Call call) {
    ObjectNode transaction = JSON.createObjectNode();
    transaction.put("from", call.from()).put("to", call.to());
    transaction.put("data", Hex.encode(call.data()));
    return post(JSON.createArrayNode().add(request("eth_call", transaction, "latest")))
        .get(0)
        .toString();
  }

  byte[] view(String to, byte[] data) {
    return client.call(to, data, ChainClient.At.LATEST);
  }

  /** Answers of one question put to many, in order. */
  List<byte[]> views(String to, List<byte[]> questions) {
    List<ObjectNode> requests = new ArrayList<>();
    for (byte[] data : questions) {
      ObjectNode call = JSON.createObjectNode();
      call.put("to", to).put("data", Hex.encode(data));
      requests.add(request("eth_call", call, "latest"));
    }
    return exchange(requests).stream().map(answer -> Hex.decode(answer.asText())).toList();
  }

  /** Of each call, whether it would go through as a transaction now; nothing is changed. */
  List<Boolean> wouldPass(String from, String to, List<byte[]> calls) {
    List<Call> asked = calls.stream().map(data -> new Call(from, to, data)).toList();
    return answers(asked).stream().map(Answer::passed).toList();
  }

  /** What each call would give as a transaction now; nothing is changed. */
  List<Answer> answers(List<Call> calls) {
    List<Answer> answers = new ArrayList<>();
    for (int start = 0, end; start < calls.size(); start = end) {
      end = start;
      for (int size = 0; end < calls.size() && end - start < QUESTIONS_AT_ONCE; end++) {
        size += calls.get(end).data().length;
        if (size > BYTES_AT_ONCE && end > start) {
          break;
        }
      }
      answers.addAll(askAll(calls.subList(start, end)));
    }
    return answers;
  }

  private List<Answer> askAll(List<Call> calls) {
    ArrayNode batch = JSON.createArrayNode();
    for (Call each : calls) {
      ObjectNode call = JSON.createObjectNode();
      call.put("from", each.from()).put("to", each.to()).put("data", Hex.encode(each.data()));
      batch.add(request("eth_call", call, "latest").put("id", batch.size()));
    }
    Answer[] answers = new Answer[calls.size()];
    for (JsonNode answer : post(batch)) {
      JsonNode error = answer.path("error");
      String message = error.path("message").asText();
      boolean reverted = message.contains("revert") || message.contains("Gas");
      if (!reverted && !answer.has("result")) {
        throw new VenueException("eth_call: " + answer);
      }
      String bytes = reverted ? error.path("data").asText("0x") : answer.get("result").asText();
      answers[answer.required("id").asInt()] = new Answer(!reverted, Hex.decode(bytes));
    }
    return List.of(answers);
  }

  long now() {
    return client.block(ChainClient.At.LATEST).timestampS();
  }

  /** The next block is that much later. */
  void travel(long seconds) {
    ask("evm_increaseTime", seconds);
    ask("evm_mine");
  }

  /** Blocks a second apart. */
  void mineBlocks(int blocks) {
    ask("anvil_mine", hex(blocks), hex(1));
  }

  String code(String address) {
    return ask("eth_getCode", address, "latest").asText();
  }

  void setCode(String address, String code) {
    ask("anvil_setCode", address, code);
  }

  String snapshot() {
    return ask("evm_snapshot").asText();
  }

  void revert(String snapshot) {
    ask("evm_revert", snapshot);
    nonces.clear();
  }

  private JsonNode ask(String method, Object... parameters) {
    return exchange(List.of(request(method, parameters))).get(0);
  }

  private static ObjectNode request(String method, Object... parameters) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    ArrayNode list = request.putArray("params");
    for (Object parameter : parameters) {
      list.add(JSON.<JsonNode>valueToTree(parameter));
    }
    return request;
  }

  private List<JsonNode> exchange(List<ObjectNode> requests) {
    ArrayNode batch = JSON.createArrayNode();
    for (int i = 0; i < requests.size(); i++) {
      batch.add(requests.get(i).put("id", i));
    }
    JsonNode[] results = new JsonNode[requests.size()];
    for (JsonNode answer : post(batch)) {
      if (answer.has("error")) {
        int id = answer.required("id").asInt();
        throw new VenueException(
            requests.get(id).required("method").asText() + ": " + answer.get("error"));
      }
      results[answer.required("id").asInt()] = answer.required("result");
    }
    return List.of(results);
  }

  private JsonNode post(ArrayNode batch) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .timeout(LIMIT)
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(batch)))
              .build();
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new VenueException("anvil does not answer, see " + anvil.log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VenueException("interrupted while asking anvil", e);
    }
  }

  private static long number(JsonNode quantity) {
    return new BigInteger(quantity.asText().substring(2), 16).longValueExact();
  }

  /** Deploys code whose constructor takes nothing. */
  String create(String from, byte[] code) {
    ObjectNode transaction = JSON.createObjectNode();
    transaction.put("from", from).put("data", Hex.encode(code)).put("gas", hex(LARGE_GAS));
    JsonNode hash = ask("eth_sendTransaction", transaction);
    ask("evm_mine");
    nonces.remove(from);
    return ask("eth_getTransactionReceipt", hash).required("contractAddress").asText();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
    anvil.stop(Duration.ofSeconds(5));
  }
}
