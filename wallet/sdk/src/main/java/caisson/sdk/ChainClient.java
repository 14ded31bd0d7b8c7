package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.Keccak256;
import caisson.signing.KeyPair;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few Ethereum calls a wallet needs, over JSON-RPC: read a contract, send a signed transaction,
 * wait for its receipt. A receipt is of the head block; who needs finality waits longer.
 */
public final class ChainClient {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final long RECEIPT_PAUSE_MS = 100;

  private final URI node;
  private final Duration receiptDeadline;
  private final HttpClient http;
  private final AtomicInteger lastId = new AtomicInteger();
  private final long chainId;

  private ChainClient(URI node, Duration receiptDeadline) {
    this.node = node;
    this.receiptDeadline = receiptDeadline;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(REQUEST_TIMEOUT)
            .build();
    this.chainId = quantity(ask("eth_chainId").asText()).longValueExact();
  }

  public static ChainClient connect(URI node) {
    return new ChainClient(node, Duration.ofSeconds(60));
  }

  public long chainId() {
    return chainId;
  }

  /** The answer's bytes; throws ChainException with the revert data when the call reverts. */
  byte[] call(Address contract, byte[] data) {
    return Hex.decode(
        ask("eth_call", Json.object("to", contract.toString(), "data", Hex.encode(data)), "latest")
            .asText());
  }

  BigInteger callUint(Address contract, byte[] data) {
    byte[] answer = call(contract, data);
    if (answer.length < 32) {
      throw new ChainException("no contract at " + contract);
    }
    return new BigInteger(1, answer, 0, 32);
  }

  /**
   * Sends the call and waits until it is mined; throws ChainException when it reverts or the
   * deadline passes.
   */
  Json send(KeyPair key, Address contract, byte[] data) {
    byte[] raw = prepare(key, contract, data).sign(key);
    String hash = Hex.encode(Keccak256.hash(raw));
    ask("eth_sendRawTransaction", Hex.encode(raw));
    return receipt(hash);
  }

  private Transaction prepare(KeyPair key, Address contract, byte[] data) {
    BigInteger nonce =
        quantity(ask("eth_getTransactionCount", key.address().toString(), "pending").asText());
    BigInteger gas =
        quantity(
            ask(
                    "eth_estimateGas",
                    Json.object(
                        "from", key.address().toString(),
                        "to", contract.toString(),
                        "data", Hex.encode(data)))
                .asText());
    BigInteger baseFee =
        quantity(ask("eth_getBlockByNumber", "latest", false).text("baseFeePerGas"));
    BigInteger tip = BigInteger.valueOf(1_000_000_000L);
    return new Transaction(
        chainId,
        nonce.longValueExact(),
        tip,
        baseFee.shiftLeft(1).add(tip),
        gas.longValueExact() * 5 / 4,
        contract,
        BigInteger.ZERO,
        data);
  }

  private Json receipt(String hash) {
    long endNs = System.nanoTime() + receiptDeadline.toNanos();
    while (System.nanoTime() - endNs < 0) {
      Json receipt = ask("eth_getTransactionReceipt", hash);
      if (!receipt.isNull()) {
        if (!"0x1".equals(receipt.text("status"))) {
          throw new ChainException("transaction reverted: " + hash);
        }
        return receipt;
      }
      try {
        Thread.sleep(RECEIPT_PAUSE_MS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new ChainException("interrupted while waiting for " + hash);
      }
    }
    throw new ChainException("not mined in time: " + hash);
  }

  private Json ask(String method, Object... parameters) {
    String body =
        Json.write(
            Json.object(
                "jsonrpc",
                "2.0",
                "id",
                lastId.incrementAndGet(),
                "method",
                method,
                "params",
                List.of(parameters)));
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .timeout(REQUEST_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      Json answer = Json.parse(response.body());
      if (answer.has("error")) {
        throw new ChainException(method + ": " + answer.get("error"));
      }
      return answer.member("result");
    } catch (IOException noAnswer) {
      throw new ChainException("no answer from " + node, noAnswer);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChainException("interrupted", interrupted);
    }
  }

  private static BigInteger quantity(String hex) {
    return new BigInteger(hex.substring(2), 16);
  }
}
