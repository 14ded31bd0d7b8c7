package caisson.chain;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;

/**
 * One JSON-RPC endpoint of one chain. Every call blocks, is bounded by the timeout, and fails as a
 * {@link ChainException}.
 */
public final class ChainClient implements AutoCloseable {
  /** Which state a call reads. */
  public enum At {
    LATEST,
    FINALIZED
  }

  private final Web3j web3j;
  private final String url;
  private final long chainId;

  private ChainClient(Web3j web3j, String url, long chainId) {
    this.web3j = web3j;
    this.url = url;
    this.chainId = chainId;
  }

  /**
   * Connects and asks the endpoint for its chain id: a wrong one is refused before anything is
   * sent.
   */
  public static ChainClient connect(String url, long chainId, Duration timeout) {
    ChainClient client = connect(url, timeout);
    if (client.chainId != chainId) {
      client.close();
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "wrong chain at " + url + ": expected=" + chainId + " found=" + client.chainId);
    }
    return client;
  }

  /** Connects to whatever chain is there. */
  public static ChainClient connect(String url, Duration timeout) {
    OkHttpClient http =
        new OkHttpClient.Builder()
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .callTimeout(timeout)
            .build();
    var asking = new ChainClient(Web3j.build(new HttpService(url, http)), url, 0);
    try {
      long found =
          asking.call("eth_chainId", asking.web3j.ethChainId()).getChainId().longValueExact();
      return new ChainClient(asking.web3j, url, found);
    } catch (ChainException e) {
      asking.close();
      throw e;
    }
  }

  public long chainId() {
    return chainId;
  }

  public Block block(At at) {
    return block(
        at == At.LATEST ? DefaultBlockParameterName.LATEST : DefaultBlockParameterName.FINALIZED);
  }

  public Block block(long number) {
    return block(DefaultBlockParameter.valueOf(BigInteger.valueOf(number)));
  }

  private Block block(DefaultBlockParameter at) {
    EthBlock.Block found =
        call("eth_getBlockByNumber", web3j.ethGetBlockByNumber(at, false)).getBlock();
    if (found == null) {
      throw new ChainException(
          ChainException.Kind.UNAVAILABLE, "no block " + at.getValue() + " at " + url);
    }
    return new Block(
        found.getNumber().longValueExact(), found.getHash(), found.getTimestamp().longValueExact());
  }

  /** Number of transactions of the address in mined blocks: the nonce of its next one. */
  public long minedNonce(String address) {
    return call(
            "eth_getTransactionCount",
            web3j.ethGetTransactionCount(address, DefaultBlockParameterName.LATEST))
        .getTransactionCount()
        .longValueExact();
  }

  /** The same, counted in final blocks only. */
  public long finalNonce(String address) {
    return call(
            "eth_getTransactionCount",
            web3j.ethGetTransactionCount(address, DefaultBlockParameterName.FINALIZED))
        .getTransactionCount()
        .longValueExact();
  }

  public BigInteger balanceWei(String address) {
    return call("eth_getBalance", web3j.ethGetBalance(address, DefaultBlockParameterName.LATEST))
        .getBalance();
  }

  public byte[] code(String address) {
    return Hex.bytes(
        call("eth_getCode", web3j.ethGetCode(address, DefaultBlockParameterName.LATEST)).getCode());
  }

  public byte[] call(String to, byte[] data, At at) {
    var from = "0x0000000000000000000000000000000000000000";
    var transaction = Transaction.createEthCallTransaction(from, to, Hex.of(data));
    var tag =
        at == At.LATEST ? DefaultBlockParameterName.LATEST : DefaultBlockParameterName.FINALIZED;
    String value = call("eth_call", web3j.ethCall(transaction, tag)).getValue();
    return value == null ? new byte[0] : Hex.bytes(value);
  }

  /** What creation code returns when it is run on the latest state; empty when it fails. */
  Optional<byte[]> run(byte[] code) {
    var from = "0x0000000000000000000000000000000000000000";
    var transaction = new Transaction(from, null, null, null, null, BigInteger.ZERO, Hex.of(code));
    try {
      String value =
          call("eth_call", web3j.ethCall(transaction, DefaultBlockParameterName.LATEST)).getValue();
      return Optional.of(value == null ? new byte[0] : Hex.bytes(value));
    } catch (ChainException e) {
      if (e.kind() == ChainException.Kind.REFUSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  long blockGasLimit() {
    return call(
            "eth_getBlockByNumber",
            web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
        .getBlock()
        .getGasLimit()
        .longValueExact();
  }

  /**
   * Gas of a transaction on the latest state; a revert is REFUSED with its error bytes. {@code to}
   * null creates a contract.
   */
  public long estimateGas(String from, @Nullable String to, byte[] data) {
    var transaction = new Transaction(from, null, null, null, to, BigInteger.ZERO, Hex.of(data));
    return call("eth_estimateGas", web3j.ethEstimateGas(transaction))
        .getAmountUsed()
        .longValueExact();
  }

  /** Twice the base fee of the latest block plus a tip: survives six full blocks. */
  public Fees fees() {
    EthBlock.Block latest =
        call(
                "eth_getBlockByNumber",
                web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
            .getBlock();
    BigInteger tip = BigInteger.valueOf(1_000_000_000L);
    BigInteger base = latest.getBaseFeePerGas();
    return new Fees(base.shiftLeft(1).add(tip), tip);
  }

  public Optional<Receipt> receipt(String transactionHash) {
    return call("eth_getTransactionReceipt", web3j.ethGetTransactionReceipt(transactionHash))
        .getTransactionReceipt()
        .map(ChainClient::receipt);
  }

  private static Receipt receipt(TransactionReceipt found) {
    return new Receipt(
        found.getTransactionHash(),
        found.getBlockNumber().longValueExact(),
        found.getBlockHash(),
        found.isStatusOK(),
        found.getGasUsed().longValueExact(),
        found.getContractAddress());
  }

  /** The input bytes of a mined or waiting transaction. */
  public Optional<byte[]> input(String transactionHash) {
    return call("eth_getTransactionByHash", web3j.ethGetTransactionByHash(transactionHash))
        .getTransaction()
        .map(found -> Hex.bytes(found.getInput()));
  }

  /** Hands a signed transaction to the node and returns its hash. */
  public String sendRaw(byte[] signed) {
    return call("eth_sendRawTransaction", web3j.ethSendRawTransaction(Hex.of(signed)))
        .getTransactionHash();
  }

  /** Events of the contracts in the blocks, both ends included, in chain order. */
  public List<LogEntry> logs(List<String> addresses, long fromBlock, long toBlock) {
    var filter =
        new EthFilter(
            DefaultBlockParameter.valueOf(BigInteger.valueOf(fromBlock)),
            DefaultBlockParameter.valueOf(BigInteger.valueOf(toBlock)),
            addresses);
    var entries = new ArrayList<LogEntry>();
    for (EthLog.LogResult<?> result : call("eth_getLogs", web3j.ethGetLogs(filter)).getLogs()) {
      var log = (EthLog.LogObject) result.get();
      entries.add(
          new LogEntry(
              Hex.address(log.getAddress()),
              List.copyOf(log.getTopics()),
              Hex.bytes(log.getData()),
              log.getBlockNumber().longValueExact(),
              log.getBlockHash(),
              log.getTransactionHash(),
              log.getLogIndex().intValueExact()));
    }
    return entries;
  }

  private <T extends Response<?>> T call(String method, Request<?, T> request) {
    T response;
    try {
      response = request.send();
    } catch (IOException | RuntimeException e) {
      throw new ChainException(
          ChainException.Kind.UNAVAILABLE,
          "no answer from " + url + " to " + method + ": " + e.getMessage(),
          e);
    }
    if (response.hasError()) {
      String data = response.getError().getData();
      throw new ChainException(
          ChainException.Kind.REFUSED,
          method + " refused: " + response.getError().getMessage(),
          data == null ? "" : data.replace("\"", ""));
    }
    return response;
  }

  @Override
  public void close() {
    web3j.shutdown();
  }
}
