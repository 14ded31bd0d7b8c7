package caisson.engine.wire;

import caisson.engine.risk.Parameters;
import caisson.protocol.SetFactorDecoder;

/** The terms of one SetFactor command; a view of its bytes, valid during the call. */
public final class FactorTerms {
  private final SetFactorDecoder command;

  FactorTerms(SetFactorDecoder command) {
    this.command = command;
  }

  public int factor() {
    return command.factor();
  }

  public int group() {
    return command.group();
  }

  public int downBps() {
    return command.downBps();
  }

  public int upBps() {
    return command.upBps();
  }

  public int spotBps() {
    return command.spotBps();
  }

  public int initialE3() {
    return command.initialE3();
  }

  public int basisPpm() {
    return command.basisPpm();
  }

  public int sizePpm() {
    return command.sizePpm();
  }

  public int gapBps() {
    return command.gapBps();
  }

  public int profitPpm() {
    return command.profitPpm();
  }

  public long oiLow() {
    return command.oiLow();
  }

  public long oiUp() {
    return command.oiUp();
  }

  /** Takes the terms over; the charge for open interest starts anew at the next price round. */
  public void store(Parameters parameters) {
    int factor = factor();
    parameters.defined[factor] = true;
    parameters.group[factor] = group();
    parameters.downBps[factor] = downBps();
    parameters.upBps[factor] = upBps();
    parameters.spotBps[factor] = spotBps();
    parameters.initialE3[factor] = initialE3();
    parameters.basisPpm[factor] = basisPpm();
    parameters.sizePpm[factor] = sizePpm();
    parameters.gapBps[factor] = gapBps();
    parameters.profitPpm[factor] = profitPpm();
    parameters.oiLow[factor] = oiLow();
    parameters.oiUp[factor] = oiUp();
    parameters.oiPpm[factor] = 0;
  }
}
