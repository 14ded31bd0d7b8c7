// What mutate.mjs changes, and which tests should notice.

// source -> the tests that speak for it
export const TARGETS = {
  'src/ForceQueue.sol': ['ForceQueue', 'Refusals', 'EmergencyMatch', 'ExitInvariants'],
  'src/InsuranceFund.sol': ['InsuranceFund', 'Refusals', 'FundInvariants'],
  'src/Steward.sol': ['Steward'],
  'src/Demand.sol': ['Demand'],
  'src/Attestors.sol': ['Attestors'],
  'src/OracleHub.sol': ['OracleHub', 'PeripheryInvariants'],
  'src/Authority.sol': ['Authority', 'PeripheryInvariants'],
  'src/EmergencyMatch.sol': ['EmergencyMatch'],
  'src/GasStation.sol': ['GasStation'],
  'src/FillVerifier.sol': ['FillVerifier', 'EmergencyMatch'],
  'src/PasskeyAccount.sol': ['PasskeyAccount', 'WalletInvariants'],
  'src/Challenge.sol': ['Challenge', 'Errors'],
  'src/Judge.sol': ['MoveJudge', 'PriceJudge'],
  'src/MoveJudge.sol': ['MoveJudge', 'DisputeInvariants'],
  'src/PriceJudge.sol': ['PriceJudge'],
  'src/ExitDesk.sol': ['Exit', 'ExitInvariants'],
  'src/Vault.sol': ['Vault', 'ClearingHouse', 'Exit', 'Limits', 'ForceQueue', 'Errors', 'Commit', 'Payout', 'Refusals', 'LiveInvariants'],
  'src/libraries/CoverCaps.sol': ['InsuranceFund', 'FundInvariants'],
  'src/libraries/RateLimiter.sol': ['Limits', 'LiveInvariants'],
  'src/libraries/Evidence.sol': ['MoveJudge', 'PriceJudge'],
  'src/libraries/Moves.sol': ['MoveJudge', 'Golden'],
  'src/libraries/PageProof.sol': ['Challenge', 'MoveJudge'],
  'src/libraries/Quorum.sol': ['Attestors', 'OracleHub'],
  'src/ClearingHouse.sol': ['ClearingHouse', 'Mutators', 'Chunks', 'Exit', 'Limits', 'Errors', 'Commit', 'Payout', 'StagedMutators', 'LiveInvariants'],
  'src/HouseState.sol': ['ClearingHouse', 'Demand', 'Exit', 'Limits', 'Commit', 'Payout', 'ExitInvariants'],
  'src/Emergency.sol': ['ClearingHouse', 'Demand', 'Exit', 'Limits', 'Commit', 'Payout', 'Attestors', 'Errors', 'Refusals', 'ExitInvariants'],
  'src/libraries/Flows.sol': ['ClearingHouse', 'Golden', 'Mutators', 'Commit'],
  'src/libraries/Marks.sol': ['Errors', 'ClearingHouse', 'Golden', 'PriceJudge', 'Commit'],
  'src/libraries/Payload.sol': ['Errors', 'Chunks', 'Golden', 'Mutators', 'StagedMutators', 'Commit'],
  'src/libraries/StateProof.sol': ['ClearingHouse', 'Payout', 'Golden', 'Errors', 'Exit', 'Challenge', 'Commit'],
};

// Files that hold a campaign of invariants, run for what survives the rest.
export const CAMPAIGNS = ['LiveInvariants', 'ExitInvariants', 'FundInvariants', 'PeripheryInvariants', 'DisputeInvariants', 'WalletInvariants'];

// Changes that make no other program, each with its reason; they are not tried.
export const EQUIVALENT = [
  // Nothing of nothing is nothing, with either sign.
  { source: 'src/libraries/Evidence.sol', line: 'return uint256(amount < 0 ? -int256(amount)', change: '< -> <=' },
  // A leaf that is only its head has no rows: the section is as empty from its end as from the beginning.
  { source: 'src/libraries/StateProof.sol', line: 'if (preimage.length < LEAF_HEAD) return (0, 0);', change: '< -> <=' },
];

const CHANGES = [
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ == /g, ' != '],
  [/ != /g, ' == '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \+= /g, ' -= '],
  [/ -= /g, ' += '],
  [/ = true;/g, ' = false;'],
  [/ (onlyClearingHouse|onlyAdmin|onlyExitDesk|onlyEntryPointOrSelf|restricted|nonReentrant|guarded)\b(?= (\{|nonReentrant|returns|tranched))/g, ''],
  [/^ +if \(.*\) revert .*;$/gm, ''],
  [/\b(\d+) (hours|days|minutes|seconds);/g, '$1 weeks;'],
];

// Every place where a change may be made, in the order of the text.
export function sites(text) {
  const found = [];
  // What is before the contract's opening brace, and comments, hold nothing to get wrong.
  const body = text.search(/^(abstract contract|contract|library) /m);
  for (const [pattern, replacement] of CHANGES) {
    for (const match of text.matchAll(pattern)) {
      const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
      if (match.index < body || /\/\/|for \(/.test(line)) continue;
      const changed = match[0].replace(new RegExp(pattern.source, pattern.flags.replace('g', '')), replacement);
      found.push({ at: match.index, from: match[0], to: changed });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

// xorshift, so that a seed names a run
export function shuffled(list, seed) {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n & 0xffffffffffffffffn | 1n;
  const next = (below) => {
    state ^= state << 13n & 0xffffffffffffffffn;
    state ^= state >> 7n;
    state ^= state << 17n & 0xffffffffffffffffn;
    return Number(state % BigInt(below));
  };
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
