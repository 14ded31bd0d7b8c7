package caisson.chain;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/**
 * Transactions of one key, each request at most once.
 *
 * <p>A request is signed with a nonce and recorded in the {@link Outbox} before it is sent; after a
 * crash the same bytes are sent again, so two different transactions for one request can only exist
 * under one nonce (a raised fee), and the chain takes one of them. The single exception is a nonce
 * that a final block shows spent by a foreign transaction: then the same call is signed again under
 * a new nonce, and the called contract must refuse the second of two equal calls by itself.
 *
 * <p>The key belongs to this sender alone. Not thread-safe.
 */
public final class Sender {
  /** The node refuses a replacement below ten percent. */
  private static final int RAISE_PERCENT = 15;

  private final ChainClient chain;
  private final TransactionKey key;
  private final Outbox outbox;
  private final Duration raiseAfter;
  private final LongSupplier clockMs;

  public Sender(
      ChainClient chain,
      TransactionKey key,
      Outbox outbox,
      Duration raiseAfter,
      LongSupplier clockMs) {
    this.chain = chain;
    this.key = key;
    this.outbox = outbox;
    this.raiseAfter = raiseAfter;
    this.clockMs = clockMs;
  }

  public String address() {
    return key.address();
  }

  /**
   * The latest attempt of the request; signs and records the first one when there is none. Sends
   * nothing.
   *
   * @param to null creates a contract
   */
  public Attempt prepare(String request, @Nullable String to, byte[] data) {
    List<Attempt> made = outbox.attempts(request);
    if (!made.isEmpty()) {
      return made.getLast();
    }
    long gas = chain.estimateGas(key.address(), to, data);
    return record(request, 0, nextNonce(), to, data, gas + gas / 4, chain.fees());
  }

  /** Whether the request was signed before. */
  public boolean prepared(String request) {
    return !outbox.attempts(request).isEmpty();
  }

  /** Sends the attempt's bytes; that the node has them already, or has mined them, is no error. */
  public void submit(Attempt attempt) {
    try {
      chain.sendRaw(attempt.signed());
    } catch (ChainException e) {
      String answer = String.valueOf(e.getMessage());
      boolean known =
          e.kind() == ChainException.Kind.REFUSED
              && (answer.contains("already known")
                  || answer.contains("already imported")
                  || answer.contains("nonce too low")
                  || answer.contains("replacement transaction underpriced"));
      if (!known) {
        throw e;
      }
    }
  }

  /**
   * The receipt of the request if one of its attempts is mined. Otherwise sends the last attempt
   * again, or one with a raised fee when it has waited too long, and returns empty.
   */
  public Optional<Receipt> track(String request) {
    List<Attempt> made = outbox.attempts(request);
    if (made.isEmpty()) {
      throw new IllegalStateException("request was never prepared: " + request);
    }
    for (Attempt attempt : made) {
      Optional<Receipt> receipt = chain.receipt(attempt.hash());
      if (receipt.isPresent()) {
        return receipt;
      }
    }
    Attempt last = made.getLast();
    if (chain.finalNonce(key.address()) > last.nonce()) {
      last = again(last, nextNonce(), chain.fees());
    } else if (clockMs.getAsLong() - last.createdMs() > raiseAfter.toMillis()) {
      last = again(last, last.nonce(), last.fees().raised(RAISE_PERCENT).atLeast(chain.fees()));
    }
    submit(last);
    return Optional.empty();
  }

  private Attempt again(Attempt last, long nonce, Fees fees) {
    return record(
        last.request(), last.number() + 1, nonce, last.to(), last.data(), last.gasLimit(), fees);
  }

  private long nextNonce() {
    long mined = chain.minedNonce(key.address());
    return Math.max(mined, outbox.highestNonce().orElse(-1) + 1);
  }

  private Attempt record(
      String request,
      int number,
      long nonce,
      @Nullable String to,
      byte[] data,
      long gasLimit,
      Fees fees) {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            chain.chainId(),
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(gasLimit),
            to == null ? "" : to,
            BigInteger.ZERO,
            Hex.of(data),
            fees.priorityFee(),
            fees.maxFee());
    byte[] signature = key.sign(Hash.sha3(TransactionEncoder.encode(transaction)));
    var parts =
        new Sign.SignatureData(
            signature[64],
            Arrays.copyOfRange(signature, 0, 32),
            Arrays.copyOfRange(signature, 32, 64));
    byte[] signed = TransactionEncoder.encode(transaction, parts);
    var attempt =
        new Attempt(
            request,
            number,
            nonce,
            to,
            data,
            gasLimit,
            fees,
            signed,
            Hex.of(Hash.sha3(signed)),
            clockMs.getAsLong());
    outbox.record(attempt);
    return attempt;
  }
}
