package caisson.engine.wire;

import static caisson.engine.wire.AddressWords.addressA;
import static caisson.engine.wire.AddressWords.addressB;
import static caisson.engine.wire.AddressWords.addressC;

import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.CreditDepositDecoder;
import caisson.protocol.Lane;
import caisson.protocol.RegisterAccountDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.RestrictAccountDecoder;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.TransferUnitsDecoder;
import org.agrona.DirectBuffer;

/**
 * Commands about accounts and what they own; {@link CommandAdapter} has checked that the block is
 * all there.
 */
final class AccountAdapter {
  private final RegisterAccountDecoder registerAccount = new RegisterAccountDecoder();
  private final RegisterAgentDecoder registerAgent = new RegisterAgentDecoder();
  private final SetAccountLevelDecoder setAccountLevel = new SetAccountLevelDecoder();
  private final RestrictAccountDecoder restrictAccount = new RestrictAccountDecoder();
  private final TransferUnitsDecoder transferUnits = new TransferUnitsDecoder();
  private final CreditDepositDecoder creditDeposit = new CreditDepositDecoder();
  private final RequestWithdrawalDecoder requestWithdrawal = new RequestWithdrawalDecoder();
  private final ServeRequestDecoder serveRequest = new ServeRequestDecoder();
  private final BackstopAdapter backstops;
  private final Signed signed = new Signed();
  private final AgentTerms agentTerms = new AgentTerms();
  private final Commands commands;
  private final EventPublisher events;

  AccountAdapter(Commands commands, EventPublisher events) {
    this.commands = commands;
    this.events = events;
    backstops = new BackstopAdapter(commands.backstops());
  }

  /** 0 for a template of another adapter. */
  static int blockLengthOf(int template, int version) {
    return switch (template) {
      case RegisterAccountDecoder.TEMPLATE_ID -> RegisterAccountDecoder.BLOCK_LENGTH;
      case RegisterAgentDecoder.TEMPLATE_ID ->
          version < RegisterAgentDecoder.marketsSinceVersion()
              ? RegisterAgentDecoder.marketsEncodingOffset()
              : RegisterAgentDecoder.BLOCK_LENGTH;
      case SetAccountLevelDecoder.TEMPLATE_ID -> SetAccountLevelDecoder.BLOCK_LENGTH;
      case RestrictAccountDecoder.TEMPLATE_ID -> RestrictAccountDecoder.BLOCK_LENGTH;
      case TransferUnitsDecoder.TEMPLATE_ID -> TransferUnitsDecoder.BLOCK_LENGTH;
      case CreditDepositDecoder.TEMPLATE_ID -> CreditDepositDecoder.BLOCK_LENGTH;
      case RequestWithdrawalDecoder.TEMPLATE_ID -> RequestWithdrawalDecoder.BLOCK_LENGTH;
      case ServeRequestDecoder.TEMPLATE_ID -> ServeRequestDecoder.BLOCK_LENGTH;
      default -> BackstopAdapter.blockLengthOf(template);
    };
  }

  /** Whether the template was one of these. */
  boolean dispatch(
      int template, DirectBuffer buffer, int body, int block, int version, long requestId) {
    switch (template) {
      case RegisterAccountDecoder.TEMPLATE_ID -> {
        var c = registerAccount.wrap(buffer, body, block, version);
        int owner = body + RegisterAccountDecoder.ownerEncodingOffset();
        commands
            .accounts()
            .registerAccount(
                requestId,
                c.account(),
                addressA(buffer, owner),
                addressB(buffer, owner),
                addressC(buffer, owner));
      }
      case RegisterAgentDecoder.TEMPLATE_ID ->
          registerAgent(buffer, body, block, version, requestId);
      case SetAccountLevelDecoder.TEMPLATE_ID ->
          setAccountLevel(buffer, body, block, version, requestId);
      case RestrictAccountDecoder.TEMPLATE_ID ->
          restrictAccount(buffer, body, block, version, requestId);
      case TransferUnitsDecoder.TEMPLATE_ID -> {
        var c = transferUnits.wrap(buffer, body, block, version);
        int signer = body + TransferUnitsDecoder.signerEncodingOffset();
        var by = signed.by(c.from(), c.nonce(), c.expiryNs(), buffer, signer);
        commands.accounts().transferUnits(requestId, by, c.to(), c.asset(), c.units());
      }
      case CreditDepositDecoder.TEMPLATE_ID -> {
        var c = creditDeposit.wrap(buffer, body, block, version);
        int sender = body + CreditDepositDecoder.senderEncodingOffset();
        commands
            .chain()
            .creditDeposit(
                requestId,
                c.depositNo(),
                c.account(),
                c.asset(),
                c.units(),
                addressA(buffer, sender),
                addressB(buffer, sender),
                addressC(buffer, sender));
      }
      case RequestWithdrawalDecoder.TEMPLATE_ID ->
          requestWithdrawal(buffer, body, block, version, requestId);
      case ServeRequestDecoder.TEMPLATE_ID -> serveRequest(buffer, body, block, version, requestId);
      default -> {
        return backstops.dispatch(template, buffer, body, block, version, requestId);
      }
    }
    return true;
  }

  private void registerAgent(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = registerAgent.wrap(buffer, body, block, version);
    boolean scoped = version >= RegisterAgentDecoder.marketsSinceVersion();
    int agent = body + RegisterAgentDecoder.agentEncodingOffset();
    int signer = body + RegisterAgentDecoder.signerEncodingOffset();
    var terms = agentTerms;
    terms.agentA = addressA(buffer, agent);
    terms.agentB = addressB(buffer, agent);
    terms.agentC = addressC(buffer, agent);
    terms.expiryNs = c.expiryNs();
    terms.maxNotionalPerDay = c.maxNotionalPerDay();
    terms.maxOrderNotional = c.maxOrderNotional();
    terms.markets = scoped ? c.markets() : AgentTerms.EVERY_MARKET;
    terms.maxPosition = scoped ? c.maxPosition() : AgentTerms.ANY_POSITION;
    terms.bandPpm = scoped ? c.bandPpm() : AgentTerms.ANY_PRICE;
    var by = signed.by(c.account(), c.nonce(), Signed.FOR_EVER, buffer, signer);
    commands.accounts().registerAgent(requestId, by, terms);
  }

  private void setAccountLevel(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = setAccountLevel.wrap(buffer, body, block, version);
    AccountLevel level = level(c.levelRaw());
    if (level == AccountLevel.NULL_VAL) {
      events.rejected(requestId, 0, SetAccountLevelDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int signer = body + SetAccountLevelDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.accounts().setAccountLevel(requestId, by, level);
  }

  private void restrictAccount(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = restrictAccount.wrap(buffer, body, block, version);
    AccountLevel level = level(c.levelRaw());
    if (level == AccountLevel.NULL_VAL) {
      events.rejected(requestId, 0, RestrictAccountDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    commands.accounts().restrictAccount(requestId, c.account(), level);
  }

  private void requestWithdrawal(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = requestWithdrawal.wrap(buffer, body, block, version);
    Lane lane =
        switch (c.laneRaw()) {
          case 0 -> Lane.STANDARD;
          case 1 -> Lane.FAST;
          default -> Lane.NULL_VAL;
        };
    if (lane == Lane.NULL_VAL) {
      events.rejected(requestId, 0, RequestWithdrawalDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int destination = body + RequestWithdrawalDecoder.destinationEncodingOffset();
    int signer = body + RequestWithdrawalDecoder.signerEncodingOffset();
    commands
        .chain()
        .requestWithdrawal(
            requestId,
            signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer),
            c.asset(),
            c.units(),
            addressA(buffer, destination),
            addressB(buffer, destination),
            addressC(buffer, destination),
            lane);
  }

  private void serveRequest(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = serveRequest.wrap(buffer, body, block, version);
    int target = body + ServeRequestDecoder.targetEncodingOffset();
    commands
        .requests()
        .serveRequest(
            requestId,
            version,
            c.no(),
            c.timeS(),
            c.kind(),
            c.account(),
            c.id(),
            c.amount(),
            c.limitTicks(),
            addressA(buffer, target),
            addressB(buffer, target),
            addressC(buffer, target));
  }

  private static AccountLevel level(int raw) {
    return raw <= AccountLevel.CLOSED.value()
        ? AccountLevel.get((short) raw)
        : AccountLevel.NULL_VAL;
  }
}
