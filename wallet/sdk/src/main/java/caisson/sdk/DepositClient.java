package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.Keccak256;
import caisson.signing.KeyPair;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.PermitMessage;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The chain side of a wallet: register an account, deposit, and have a withdrawal paid. Amounts are
 * raw units of the token. Every call waits for the receipt; the venue credits a deposit when its
 * block is final.
 */
public final class DepositClient {
  private static final String REGISTERED = topic("Registered(uint32,address)");
  private static final BigInteger PERMIT_SECONDS = BigInteger.valueOf(3600);

  private final ChainClient chain;
  private final KeyPair key;
  private final Address vault;
  private final Address clearingHouse;

  public DepositClient(ChainClient chain, KeyPair key, Address vault, Address clearingHouse) {
    this.chain = chain;
    this.key = key;
    this.vault = vault;
    this.clearingHouse = clearingHouse;
  }

  /**
   * A new account of this key, with its first deposit of the coin; needs an approval. Returns the
   * account's id.
   */
  public int register(BigInteger raw) {
    return registered(chain.send(key, vault, Abi.call("register(uint256)").add(raw).encode()));
  }

  /** As register, in one transaction: the approval is a signature. */
  public int registerWithPermit(Address coin, String tokenName, BigInteger raw) {
    Permit permit = permit(coin, tokenName, raw);
    byte[] data =
        Abi.call("registerWithPermit(uint256,uint256,uint8,bytes32,bytes32)")
            .add(raw)
            .add(permit.deadline)
            .add(permit.signature.v())
            .addWord(permit.signature.r())
            .addWord(permit.signature.s())
            .encode();
    return registered(chain.send(key, vault, data));
  }

  public Json approve(Address token, BigInteger raw) {
    return chain.send(
        key, token, Abi.call("approve(address,uint256)").add(vault).add(raw).encode());
  }

  /** Needs an approval of the asset's token. */
  public Json deposit(int account, int asset, BigInteger raw) {
    return chain.send(
        key,
        vault,
        Abi.call("deposit(uint32,uint16,uint256)").add(account).add(asset).add(raw).encode());
  }

  public Json depositWithPermit(
      int account, int asset, Address token, String tokenName, BigInteger raw) {
    Permit permit = permit(token, tokenName, raw);
    byte[] data =
        Abi.call("depositWithPermit(uint32,uint16,uint256,uint256,uint8,bytes32,bytes32)")
            .add(account)
            .add(asset)
            .add(raw)
            .add(permit.deadline)
            .add(permit.signature.v())
            .addWord(permit.signature.r())
            .addWord(permit.signature.s())
            .encode();
    return chain.send(key, vault, data);
  }

  /**
   * Pays a withdrawal to its destination; reverts when it was paid before or is not payable yet.
   */
  public Json pay(Claim claim) {
    return chain.send(key, clearingHouse, claim.callData());
  }

  public boolean isPaid(long batchNo, int asset, int index) {
    return chain
            .callUint(
                clearingHouse,
                Abi.call("isPaid(uint64,uint16,uint32)")
                    .add(batchNo)
                    .add(asset)
                    .add(index)
                    .encode())
            .signum()
        != 0;
  }

  public BigInteger balance(Address token, Address holder) {
    return chain.callUint(token, Abi.call("balanceOf(address)").add(holder).encode());
  }

  /** Free coins of a test token; other tokens have no such function. */
  public Json mintTest(Address token, BigInteger raw) {
    return chain.send(
        key, token, Abi.call("mint(address,uint256)").add(key.address()).add(raw).encode());
  }

  private record Permit(BigInteger deadline, Signature signature) {}

  private Permit permit(Address token, String tokenName, BigInteger raw) {
    BigInteger nonce =
        chain.callUint(token, Abi.call("nonces(address)").add(key.address()).encode());
    BigInteger deadline = BigInteger.valueOf(System.currentTimeMillis() / 1000).add(PERMIT_SECONDS);
    SigningDomain domain = new SigningDomain(tokenName, "1", chain.chainId(), token);
    return new Permit(
        deadline, key.sign(domain, new PermitMessage(key.address(), vault, raw, nonce, deadline)));
  }

  private int registered(Json receipt) {
    for (Json log : receipt.list("logs")) {
      if (vault.equals(Address.parse(log.text("address")))) {
        var topics = log.list("topics");
        if (topics.get(0).asText().equals(REGISTERED)) {
          return new BigInteger(topics.get(1).asText().substring(2), 16).intValueExact();
        }
      }
    }
    throw new ChainException("no Registered event in " + receipt.text("transactionHash"));
  }

  private static String topic(String event) {
    return Hex.encode(Keccak256.hash(event.getBytes(StandardCharsets.US_ASCII)));
  }
}
