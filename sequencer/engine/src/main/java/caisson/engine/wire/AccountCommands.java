package caisson.engine.wire;

import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;

/** Commands about accounts, their owners and their agents. */
public interface AccountCommands {
  void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC);

  void registerAgent(
      long requestId,
      int account,
      AgentTerms terms,
      long nonce,
      long signerA,
      long signerB,
      int signerC);

  void setAccountLevel(
      long requestId,
      int account,
      AccountLevel level,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  void restrictAccount(long requestId, int account, AccountLevel level);

  void transferUnits(
      long requestId,
      int from,
      int to,
      int asset,
      long units,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);
}
