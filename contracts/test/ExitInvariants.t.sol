// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Leaver} from "./support/Leaver.sol";
import {Venue} from "./support/Venue.sol";

/// A venue that ends: silence, forced requests, pauses, convictions, freeze, unwinding, escapes and refunds in random order (support/Leaver.sol).
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.depth = 8
/// forge-config: full.invariant.runs = 256
/// forge-config: full.invariant.depth = 64
/// forge-config: nightly.invariant.runs = 1
contract ExitInvariantsTest is Venue {
    Leaver private leaver;

    function setUp() public {
        vm.warp(1_700_000_000);
        leaver = new Leaver();
        bytes4[] memory doors = new bytes4[](15);
        doors[0] = Leaver.deposit.selector;
        doors[1] = Leaver.trade.selector;
        doors[2] = Leaver.withdraw.selector;
        doors[3] = Leaver.commit.selector;
        doors[4] = Leaver.pass.selector;
        doors[5] = Leaver.force.selector;
        doors[6] = Leaver.pause.selector;
        doors[7] = Leaver.pay.selector;
        doors[8] = Leaver.payForced.selector;
        doors[9] = Leaver.convict.selector;
        doors[10] = Leaver.alarm.selector;
        doors[11] = Leaver.leave.selector;
        doors[12] = Leaver.revive.selector;
        doors[13] = Leaver.hurry.selector;
        doors[14] = Leaver.payEarly.selector;
        targetContract(address(leaver));
        targetSelector(FuzzSelector({addr: address(leaver), selectors: doors}));
    }

    /// E1: a batch whose window has ended unconvicted keeps its record for ever.
    function invariant_irrevocableNeverReverts() public view {
        leaver.judgeIrrevocable();
    }

    /// E2: while a request waits beyond its deadline the venue is overdue, and without that or six silent hours it is not.
    function invariant_unservedForcedImpliesFreezable() public view {
        leaver.judgeOverdue();
    }

    /// E3: unconvicted, a venue freezes only an hour and 300 blocks after an announcement whose reason still holds.
    function invariant_freezeNeedsTwoSteps() public view {
        leaver.judgeSteps();
    }

    /// E4: frozen is for ever: no batch, no deposit, no unfreezing.
    function invariant_frozenIsAbsorbing() public view {
        leaver.judgeFrozen();
    }

    /// E5: an account escapes once.
    function invariant_escapeOncePerAccount() public view {
        leaver.judgeOnce();
    }

    /// E6: escapes, what is owed and the pools together stay within what was present at the opening.
    function invariant_escapeSumAtMostVaultAtFreeze() public view {
        leaver.judgeSum();
    }

    /// E7: what an escape pays follows from its leaf and the opening alone, whoever came before.
    function invariant_haircutOrderIndependent() public view {
        leaver.judgeShares();
    }

    /// E8: a deposit is in the tree of the head, waits, or went back to its sender: exactly one of them.
    function invariant_depositCreditedExactlyOnceOrRefunded() public view {
        leaver.judgeDeposits();
    }

    /// E9: a pause stops neither requests, announcement, freeze, escape nor a payout that is irrevocable.
    function invariant_pauseNeverBlocksExit() public view {
        leaver.judgePause();
    }

    /// E10: a day after it was due a forced payout is made, whatever the limiter says.
    function invariant_forcedLaneIgnoresLimiter() public view {
        leaver.judgeForcedLane();
    }

    /// All of the above in one campaign, as the normal tier runs it in full: a campaign by name would only make the very same calls.
    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 64
    /// forge-config: full.invariant.runs = 1
    /// forge-config: nightly.invariant.runs = 8192
    /// forge-config: nightly.invariant.depth = 128
    function invariantsHold() public view {
        leaver.judgeIrrevocable();
        leaver.judgeOverdue();
        leaver.judgeSteps();
        leaver.judgeFrozen();
        leaver.judgeOnce();
        leaver.judgeSum();
        leaver.judgeShares();
        leaver.judgeDeposits();
        leaver.judgePause();
        leaver.judgeForcedLane();
    }
}
