package caisson.engine.wire;

import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;

/** Commands about accounts, their owners and their agents. */
public interface AccountCommands {
  void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC);

  void registerAgent(long requestId, Signed by, AgentTerms terms);

  void setAccountLevel(long requestId, Signed by, AccountLevel level);

  void restrictAccount(long requestId, int account, AccountLevel level);

  /** From the account that signs. */
  void transferUnits(long requestId, Signed by, int to, int asset, long units);
}
