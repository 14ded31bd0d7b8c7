// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operator} from "./support/Operator.sol";
import {Venue} from "./support/Venue.sol";

/// A venue that lives: an honest operator, ordinary users, strangers and a crook with a quorum, in random order (support/Operator.sol).
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.depth = 8
/// forge-config: full.invariant.runs = 256
/// forge-config: full.invariant.depth = 64
/// forge-config: nightly.invariant.runs = 1
contract LiveInvariantsTest is Venue {
    Operator private operator;

    function setUp() public {
        vm.warp(1_700_000_000);
        operator = new Operator();
        bytes4[] memory doors = new bytes4[](13);
        doors[0] = Operator.deposit.selector;
        doors[1] = Operator.depositForOthers.selector;
        doors[2] = Operator.donate.selector;
        doors[3] = Operator.trade.selector;
        doors[4] = Operator.mark.selector;
        doors[5] = Operator.withdraw.selector;
        doors[6] = Operator.fillBadDebt.selector;
        doors[7] = Operator.commit.selector;
        doors[8] = Operator.pay.selector;
        doors[9] = Operator.force.selector;
        doors[10] = Operator.junk.selector;
        doors[11] = Operator.pause.selector;
        doors[12] = Operator.cheat.selector;
        targetContract(address(operator));
        targetSelector(FuzzSelector({addr: address(operator), selectors: doors}));
    }

    /// V1: the tokens in the Vault are never less than what is pending, accounted and claimable.
    function invariant_vaultBalanceCoversAccounted() public view {
        operator.judgeBalances();
    }

    /// V2: of every asset, what stands in the Vault's books is what came in less what was paid out.
    function invariant_perAssetConservation() public view {
        operator.judgeConservation();
    }

    /// H1: sumPos - sumNeg is the coin in the tree, at any marks.
    function invariant_sumPosMinusSumNegEqualsAccounted() public view {
        operator.judgeSums();
    }

    /// H2: headers follow one another without a gap, and each record is that of the bytes sent.
    function invariant_headerChainUnbroken() public view {
        operator.judgeChain();
    }

    /// H3: the cash of FEES and BAD_DEBT in storage is that of their leaves; a leaf proves its claim.
    function invariant_systemCashIsTheLeaves() public view {
        operator.judgeSystem();
    }

    /// B1: entries of an asset sum to its flows, so all leaves together hold what the Vault accounts.
    function invariant_batchDeltasEqualNetFlows() public view {
        operator.judgeDeltas();
    }

    /// B2: what strangers stage, whole or half, keeps no batch from being committed.
    function invariant_openBatchNeverBlocks() public view {
        operator.judgeCommits();
    }

    /// M1: long and short open interest of a market are equal.
    function invariant_openInterestLongEqualsShort() public view {
        operator.judgeLots();
    }

    /// D1: whatever was deposited, by whom and how often, the next batch can consume, all of it or none, in order.
    function invariant_anyDepositConsumable() public view {
        operator.judgeDeposits();
    }

    /// P1: no withdrawal is paid before it is due, and then nothing but the outflow limit holds it back.
    function invariant_onlyDueRootsPay() public view {
        operator.judgeDue();
    }

    /// P2: no withdrawal is paid twice: receivers have what was paid once.
    function invariant_withdrawalPaidAtMostOnce() public view {
        operator.judgeOnce();
    }

    /// P3: payouts of a batch stay within what it let out, and claimable is the rest.
    function invariant_claimsNeverExceedWithdrawTotal() public view {
        operator.judgeClaims();
    }

    /// R1: what leaves in a span is at most the hour's bucket and what it drained in that span.
    function invariant_rateLimitNeverExceeded() public view {
        operator.judgeRate();
    }

    /// R2: fast payouts that a challenge may still revert are at most a fiftieth of the tree, of coin also at most the fund.
    function invariant_fastLaneBounded() public view {
        operator.judgeFast();
    }

    /// Q1: the forced prefix of the head is the hash chain of the first forcedCount requests.
    function invariant_forcedPrefixMatchesQueue() public view {
        operator.judgeQueue();
    }

    /// F6: the fund covers only bad debt that stood before the batch.
    function invariant_coverOnlyWithBadDebt() public view {
        operator.judgeCover();
    }

    /// All of the above in one campaign, as the normal tier runs it in full: a campaign by name would only make the very same calls.
    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 64
    /// forge-config: full.invariant.runs = 1
    /// forge-config: nightly.invariant.runs = 8192
    /// forge-config: nightly.invariant.depth = 128
    function invariantsHold() public view {
        operator.judgeBalances();
        operator.judgeConservation();
        operator.judgeSums();
        operator.judgeChain();
        operator.judgeSystem();
        operator.judgeDeltas();
        operator.judgeCommits();
        operator.judgeLots();
        operator.judgeDeposits();
        operator.judgeDue();
        operator.judgeOnce();
        operator.judgeClaims();
        operator.judgeRate();
        operator.judgeFast();
        operator.judgeQueue();
        operator.judgeCover();
    }
}
