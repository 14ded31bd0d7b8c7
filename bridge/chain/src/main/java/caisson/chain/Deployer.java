package caisson.chain;

import caisson.contracts.ClearingHouse;
import caisson.contracts.InsuranceFund;
import caisson.contracts.TestToken;
import caisson.contracts.Vault;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * Deploys the contracts of a local venue once. A deployment file that is there is verified against
 * the chain and left as it is; one that does not fit the chain is an error, because a venue with a
 * log cannot move to other contracts.
 */
public final class Deployer {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(60);
  private static final int FAST_DELAY_S = 10;
  private static final int CHALLENGE_WINDOW_S = 60;
  private static final long CAP_UNITS = 1_000_000_000_000_000L;

  private record Token(int asset, String name, String symbol, int decimals, long minDeposit) {}

  private static final List<Token> TOKENS =
      List.of(
          new Token(0, "USDC test", "USDC", 6, 10_000_000),
          new Token(1, "BTC test", "tBTC", 8, 10_000));

  private final ChainClient chain;
  private final TransactionKey key;
  private final Sender sender;
  private final Path data;
  private int step;

  public Deployer(ChainClient chain, TransactionKey key, Path data) {
    this.chain = chain;
    this.key = key;
    this.data = data;
    this.sender =
        new Sender(
            chain, key, new MemoryOutbox(), Duration.ofSeconds(30), System::currentTimeMillis);
  }

  /** The deployment of this chain, made now if there is none. */
  public Deployment deploy(List<String> attestors, int threshold) {
    List<String> signers = attestors.stream().map(Hex::address).sorted().distinct().toList();
    Optional<Deployment> existing = Deployment.read(data, chain.chainId());
    if (existing.isPresent()) {
      verify(existing.get(), signers, threshold);
      return existing.get();
    }
    long firstBlock = chain.block(ChainClient.At.LATEST).number() + 1;
    var tokens = new TreeMap<Integer, String>();
    for (Token token : TOKENS) {
      tokens.put(
          token.asset(),
          create(
              TestToken.BINARY,
              new Utf8String(token.name()),
              new Utf8String(token.symbol()),
              new Uint8(token.decimals())));
    }
    Address admin = new Address(key.address());
    String vault = create(Vault.BINARY, admin);
    String fund = create(InsuranceFund.BINARY, admin, new Address(tokens.get(0)));
    String clearingHouse =
        create(
            ClearingHouse.BINARY,
            new Address(vault),
            new Address(fund),
            new DynamicArray<>(Address.class, signers.stream().map(Address::new).toList()),
            new Uint32(threshold),
            new Uint32(FAST_DELAY_S),
            new Uint32(CHALLENGE_WINDOW_S));
    call(vault, Vault.FUNC_INITIALISE, new Address(clearingHouse));
    call(fund, InsuranceFund.FUNC_INITIALISE, new Address(clearingHouse));
    for (Token token : TOKENS) {
      call(
          vault,
          Vault.FUNC_LISTASSET,
          new Uint16(token.asset()),
          new Address(tokens.get(token.asset())),
          new Uint8(token.decimals()),
          new Uint64(BigInteger.valueOf(token.minDeposit())),
          new Uint64(BigInteger.valueOf(CAP_UNITS)));
    }
    var deployment =
        new Deployment(
            chain.chainId(), clearingHouse, vault, fund, tokens, signers, threshold, firstBlock);
    verify(deployment, signers, threshold);
    deployment.write(data);
    return deployment;
  }

  private void verify(Deployment deployment, List<String> signers, int threshold) {
    if (!deployment.attestors().equals(signers) || deployment.threshold() != threshold) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "deployed with other attestors: expected=%d of %s found=%d of %s"
              .formatted(threshold, signers, deployment.threshold(), deployment.attestors()));
    }
    verify(chain, deployment);
  }

  /** Refuses a deployment whose contracts are not on this chain or do not name each other. */
  public static void verify(ChainClient chain, Deployment deployment) {
    var contracts = new ArrayList<>(deployment.tokens().values());
    contracts.addAll(
        List.of(deployment.vault(), deployment.insuranceFund(), deployment.clearingHouse()));
    for (String contract : contracts) {
      if (chain.code(contract).length == 0) {
        throw new ChainException(
            ChainException.Kind.WRONG_CHAIN,
            "no contract at %s on chain %d: the chain is not the one of the deployment file"
                .formatted(contract, chain.chainId()));
      }
    }
    expect(chain, deployment.vault(), Vault.FUNC_CLEARINGHOUSE, deployment.clearingHouse());
    expect(
        chain,
        deployment.insuranceFund(),
        InsuranceFund.FUNC_CLEARINGHOUSE,
        deployment.clearingHouse());
    expect(chain, deployment.clearingHouse(), ClearingHouse.FUNC_VAULT, deployment.vault());
    expect(chain, deployment.clearingHouse(), ClearingHouse.FUNC_FUND, deployment.insuranceFund());
    int assets = new SettlementContracts(chain, deployment).assetCount();
    if (assets != deployment.tokens().size()) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "listed assets: expected=" + deployment.tokens().size() + " found=" + assets);
    }
  }

  private static void expect(ChainClient chain, String contract, String function, String address) {
    byte[] answer =
        chain.call(contract, SettlementContracts.encode(function), ChainClient.At.LATEST);
    String found =
        Hex.address(
            SettlementContracts.decode(
                    answer, List.of(SettlementContracts.plain(Address.class)), contract, function)
                .get(0)
                .toString());
    if (!found.equals(address)) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN,
          "%s of %s: expected=%s found=%s".formatted(function, contract, address, found));
    }
  }

  private String create(String binary, Type<?>... arguments) {
    byte[] code = Hex.bytes(binary + FunctionEncoder.encodeConstructor(List.of(arguments)));
    return Hex.address(send(null, code).contractAddress());
  }

  private void call(String contract, String function, Type<?>... arguments) {
    send(contract, SettlementContracts.encode(function, arguments));
  }

  private Receipt send(@Nullable String to, byte[] code) {
    String request = "step-" + step++;
    sender.submit(sender.prepare(request, to, code));
    long deadline = System.nanoTime() + STEP_LIMIT.toNanos();
    Optional<Receipt> receipt = sender.track(request);
    while (receipt.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new ChainException(
            ChainException.Kind.DEADLINE, "deployment step not mined in " + STEP_LIMIT);
      }
      LockSupport.parkNanos(100_000_000L);
      receipt = sender.track(request);
    }
    if (!receipt.get().succeeded()) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          "deployment step reverted: " + receipt.get().transactionHash());
    }
    return receipt.get();
  }
}
