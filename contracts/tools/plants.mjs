// One error in a source for each invariant, such that the campaign of that invariant must end with its id. An invariant no plant can break
// would be a test that cannot fail.
const live = 'LiveInvariants';
const exit = 'ExitInvariants';
const fund = 'FundInvariants';
const periphery = 'PeripheryInvariants';
const dispute = 'DisputeInvariants';
const wallet = 'WalletInvariants';

const one = (id, test, name, source, what, ...edits) => ({ id, test, invariant: `invariant_${name}`, source: `src/${source}.sol`, what, edits });

export const PLANTS = [
  one('V1', live, 'vaultBalanceCoversAccounted', 'Vault', 'a payout gives a unit more than it books', [
    'safeTransfer(destination, units * _unitRaw(listing))',
    'safeTransfer(destination, (units + 1) * _unitRaw(listing))',
  ]),
  one('V2', live, 'perAssetConservation', 'Vault', 'a payout is not booked', ['sums.claimable -= units;', 'sums.claimable -= 0;']),
  one('H1', live, 'sumPosMinusSumNegEqualsAccounted', 'ClearingHouse', 'sums above the coin pass', [
    'if (uint256(h.sumNeg) + accountedCoin != h.sumPos) revert',
    'if (uint256(h.sumNeg) + accountedCoin > h.sumPos) revert',
  ]),
  one('H2', live, 'headerChainUnbroken', 'ClearingHouse', 'a number may be left out', ['if (h.no != previous.no + 1) revert', 'if (h.no <= previous.no) revert']),
  one('H3', live, 'systemCashIsTheLeaves', 'ClearingHouse', 'the cash of FEES is a unit off', ['int256(_standing.fees) + progress.fees;', 'int256(_standing.fees) + progress.fees + 1;']),
  one('B1', live, 'batchDeltasEqualNetFlows', 'libraries/Payload', 'entries need not sum to flows', [
    '        if (flows != progress.sums) revert AssetsUnbalanced(flows, progress.sums);\n',
    '        flows;\n',
  ]),
  one(
    'B2',
    live,
    'openBatchNeverBlocks',
    'ClearingHouse',
    'chunk sets are shared and never begun anew',
    ['if (index > 0) progress = _sets[msg.sender][set];', 'progress = _sets[address(0)][set];'],
    ['_sets[msg.sender][set] = progress;', '_sets[address(0)][set] = progress;'],
    ['Payload.Progress memory progress = _sets[msg.sender][set];', 'Payload.Progress memory progress = _sets[address(0)][set];'],
    ['delete _sets[msg.sender][set];', 'delete _sets[address(0)][set];'],
  ),
  one('M1', live, 'openInterestLongEqualsShort', 'libraries/Payload', 'lots need not sum to zero', [
    '            if (cursor.sum != 0) revert MarketUnbalanced(uint32(id), cursor.sum);\n',
    '',
  ]),
  one('D1', live, 'anyDepositConsumable', 'Vault', 'the ring forgets what it cannot hold', [
    'depositNo - registry.depositsUpTo > RING ? RING + depositNo : depositNo % RING',
    'depositNo % RING',
  ]),
  one('P1', live, 'onlyDueRootsPay', 'HouseState', 'fast payouts are due at once', ['? committedAt + fastDelay :', '? committedAt :']),
  one('P2', live, 'withdrawalPaidAtMostOnce', 'ClearingHouse', 'payout flags are not looked at', [
    '        if ((group == 0 ? first : words[group]) & flag != 0) return false;\n',
    '',
  ]),
  one('P3', live, 'claimsNeverExceedWithdrawTotal', 'ClearingHouse', 'a payout counts for a unit less', [
    'first += uint256(w.units) << FLAGS;',
    'first += uint256(w.units - 1) << FLAGS;',
  ]),
  one('R1', live, 'rateLimitNeverExceeded', 'Vault', 'the outflow limit only counts', [
    '        if (!allowed) revert RateLimited(asset, dayCap, hourCap, units);\n',
    '        allowed;\n',
  ]),
  one('R2', live, 'fastLaneBounded', 'Vault', 'the fast lane has no limit', ['        if (wanted > limit) revert FastLaneFull(asset, limit, wanted);\n', '        wanted;\n']),
  one('Q1', live, 'forcedPrefixMatchesQueue', 'ClearingHouse', 'any prefix is taken', [' || prefix != h.forcedPrefix || ', ' || ']),
  one('F6', live, 'coverOnlyWithBadDebt', 'ClearingHouse', 'a unit more than bad debt is covered', ['int256(uint256(coverDrawn)) > -before)', 'int256(uint256(coverDrawn)) > -before + 1)']),
  one('E1', exit, 'irrevocableNeverReverts', 'Emergency', 'a conviction is never too late', [
    '        if (block.timestamp >= end) revert IClearingHouse.ChallengeTooLate(uint64(end), uint64(block.timestamp));\n',
    '        end;\n',
  ]),
  one('E2', exit, 'unservedForcedImpliesFreezable', 'ForceQueue', 'silence may last seven hours', ['BATCH_LIMIT = 6 hours', 'BATCH_LIMIT = 7 hours']),
  one('E3', exit, 'freezeNeedsTwoSteps', 'ForceQueue', 'blocks after an announcement are not counted', [' || block.number < freezableBlock', '']),
  one('E4', exit, 'frozenIsAbsorbing', 'Vault', 'a closed vault takes deposits', [
    'if (registry.closed) revert VaultClosed();\n        if (account < FIRST_ACCOUNT',
    'if (account < FIRST_ACCOUNT',
  ]),
  one('E5', exit, 'escapeOncePerAccount', 'ExitDesk', 'an account may escape again', ['        if (_done[account] & ESCAPED != 0) revert AlreadyEscaped(account);\n', '']),
  one('E6', exit, 'escapeSumAtMostVaultAtFreeze', 'ExitDesk', 'a pool holds what the debtor was given too', [
    'poolOf[asset] += uint64(whole - kept);',
    'poolOf[asset] += uint64(whole);',
  ]),
  one('E7', exit, 'haircutOrderIndependent', 'ExitDesk', 'what was paid early is not taken off', [
    'if (_reverted(book)) c.claim -= int256(uint256(_fastPaid(book, account, 0)));',
    '',
  ]),
  one('E8', exit, 'depositCreditedExactlyOnceOrRefunded', 'Vault', 'deposits of an unwound batch are forgotten', [
    '            sums.pending += flow.depositsConsumed;\n',
    '',
  ]),
  one('E9', exit, 'pauseNeverBlocksExit', 'HouseState', 'a pause stops payouts at a stale head', ['if (!paused && block.timestamp > current.ts', 'if (block.timestamp > current.ts']),
  one('E10', exit, 'forcedLaneIgnoresLimiter', 'ClearingHouse', 'the limit binds the forced lane for ever', [
    ' || (w.lane == FORCED && waited >= FORCED_WAIT)',
    '',
  ]),
  one('F1', fund, 'insuranceInMinusOutEqualsBalance', 'InsuranceFund', 'a payment is booked a unit short', ['_books.unitsOut += units;', '_books.unitsOut += units - 1;']),
  one('F2', fund, 'tranchesSumToBalance', 'InsuranceFund', 'an allocation leaves the common tranche whole', [
    '        _drawTranche(COMMON, units);\n        _tranches[tranche].balance += units;',
    '        _tranches[tranche].balance += units;',
  ]),
  one('F3', fund, 'coverWithinCaps', 'InsuranceFund', 'a day has no cap', ['        if (units > CoverCaps.left(day)) revert CoverAboveDayCap(CoverCaps.left(day), units);\n', '']),
  one('O1', periphery, 'marksInsideOracleBand', 'OracleHub', 'a price far off is stored at once', ['held = p.price != 0 && ', 'held = false && ']),
  one('G1', periphery, 'roleSetsDisjointAndNonEmpty', 'Authority', 'one account may have two roles', [
    'if (held != 0 && held != role + 1) revert RoleConflict(account, held - 1, role);',
    '',
  ]),
  one('G2', periphery, 'governanceDelayAtLeastExitTime', 'Timelock', 'the delay may go below the floor', ['return delay > FLOOR ? delay : FLOOR;', 'return delay;']),
  one('C1', dispute, 'validFillNeverChallengeable', 'MoveJudge', 'every fee is too high', ['/ FEE_SHARE + 1;', '/ FEE_SHARE / 1e9;']),
  one('C2', dispute, 'invalidFillAlwaysChallengeable', 'libraries/Evidence', 'the limit of an order is not looked at', [
    '        if (side == 0 ? m.ticks > limit : m.ticks < limit) return false;\n',
    '        limit;\n',
  ]),
  one('W1', wallet, 'walletNonceMonotone', 'PasskeyAccount', 'what the EntryPoint took is not done', [
    'return caller == address(entryPoint()) || super.',
    'return super.',
  ]),
];
