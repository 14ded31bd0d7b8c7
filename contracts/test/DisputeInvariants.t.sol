// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MoveProof} from "../src/interfaces/IChallenge.sol";
import {Order} from "../src/interfaces/IFillVerifier.sol";
import {IMoveJudge} from "../src/interfaces/IMoveJudge.sol";
import {Moved} from "./support/Moved.sol";

/// Batches of honest fills and of fills with one fault, each put to every proof about fills. What is convicted ends the venue, so it is taken back.
contract Disputes is Moved {
    struct Made {
        Order order;
        uint256 key;
        uint64 lots;
        uint64 ticks;
        uint64 left;
        int64 fee;
    }

    bool private honestFell;
    bool private falseStood;
    uint8 private stoodFault;

    constructor() {
        _deployMoved();
        _commitMoves();
        _forget();
    }

    function honest(uint64 lots, uint64 ticks, uint64 left, bool agent, uint8 proof) external {
        Made memory made = _made(lots, ticks, left);
        bytes memory evidence = agent ? _agentEvidence(made.order, made.key, type(uint64).max) : _ownerEvidence(made.order, made.key);
        if (_challenge(made, evidence, proof % 2 == 0, false)) honestFell = true;
        _forget();
    }

    function dishonest(uint64 lots, uint64 ticks, uint64 left, uint8 fault) external {
        uint256 before = vm.snapshotState();
        Made memory made = _made(lots, ticks, left);
        fault = _spoil(made, fault);
        bytes memory evidence = _ownerEvidence(made.order, made.key);
        if (fault == 9) evidence[200] = bytes1(uint8(evidence[200]) ^ 1);
        bool fell = _challenge(made, evidence, fault != 10, fault == 10);
        vm.revertToState(before);
        if (!fell) (falseStood, stoodFault) = (true, fault);
    }

    /// Other marks, a later time: batches differ.
    function pass(uint256 ticks, int256 funding, uint256 time) external {
        _mark(uint64(bound(ticks, 500_000, 700_000)), int64(bound(funding, -1e5, 1e5)));
        skip(bound(time, 1, 1 hours));
    }

    /// Trades between, so that lists are longer than a fill.
    function chat(uint256 lots, bool buys) external {
        if (moves[alice].length > 8 * MOVE) return;
        int64 size = int64(uint64(bound(lots, 1, 100)));
        _match(buys ? alice : bob, buys ? bob : alice, size, 600_000);
    }

    function judgeHonest() external view {
        assertFalse(honestFell, "C1");
        assertFalse(house.frozen(), "C1");
    }

    function judgeFalse() external view {
        assertFalse(falseStood, string.concat("C2 fault ", vm.toString(stoodFault)));
    }

    function _made(uint64 lots, uint64 ticks, uint64 left) private returns (Made memory made) {
        made.lots = uint64(bound(lots, 1, 1_000));
        made.ticks = uint64(bound(ticks, 500_000, 700_000));
        made.left = uint64(bound(left, 0, 1_000));
        made.order = _order(alice, 0, made.ticks, made.lots + made.left);
        (made.key, made.fee) = (ALICE_KEY, int64(made.lots));
    }

    function _spoil(Made memory made, uint8 fault) private view returns (uint8) {
        fault = uint8(bound(fault, 0, 10));
        if (fault == 0) made.ticks++;
        if (fault == 1) made.left++;
        if (fault == 2) made.order.side = 1;
        if (fault == 3) made.order.market = 2;
        if (fault == 4) made.order.account = bob;
        if (fault == 5) made.order.expiryNs = _nowNs() - 1;
        if (fault == 6) made.key = BOB_KEY;
        if (fault == 7) made.order.side = 2;
        if (fault == 8) made.fee = int64(made.lots * made.ticks * K / 10 + 2);
        return fault;
    }

    /// Whether the venue is convicted; `fill` by the fill, else by the sum of the list. `stolen` books a unit of Alice's to Bob without a move.
    function _challenge(Made memory made, bytes memory evidence, bool fill, bool stolen) private returns (bool) {
        Terms memory other;
        _match(alice, bob, int64(made.lots), made.ticks, Terms(evidence, made.left, made.fee), other);
        if (stolen) (book[alice].cash, book[bob].cash) = (book[alice].cash - 1, book[bob].cash + 1);
        Batch memory b = _commitMoves();
        if (!fill) return _byList(b);
        MoveProof memory p = _proof(alice, moves[alice].length / MOVE - 1);
        try moveJudge.falseFill(_of(b), p, evidence) {
            return true;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IMoveJudge.FillSound.selector);
            return false;
        }
    }

    function _byList(Batch memory b) private returns (bool) {
        try moveJudge.falseList(_of(b), alice, CASH, moves[alice], _path(alice), _pageOf(b, 0)) {
            return true;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IMoveJudge.ListSound.selector);
            return false;
        }
    }
}

/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.depth = 8
/// forge-config: full.invariant.runs = 256
/// forge-config: full.invariant.depth = 64
/// forge-config: nightly.invariant.runs = 1
contract DisputeInvariantsTest is Moved {
    Disputes private disputes;

    function setUp() public {
        vm.warp(1_700_000_000);
        disputes = new Disputes();
        bytes4[] memory doors = new bytes4[](4);
        (doors[0], doors[1]) = (Disputes.honest.selector, Disputes.dishonest.selector);
        (doors[2], doors[3]) = (Disputes.pass.selector, Disputes.chat.selector);
        targetContract(address(disputes));
        targetSelector(FuzzSelector({addr: address(disputes), selectors: doors}));
    }

    /// C1: a batch whose fills follow their orders stands against every proof: an honest operator is never convicted.
    function invariant_validFillNeverChallengeable() public view {
        disputes.judgeHonest();
    }

    /// C2: a fill with any one fault, and a list that does not sum to its entry, is convicted.
    function invariant_invalidFillAlwaysChallengeable() public view {
        disputes.judgeFalse();
    }

    /// All of the above in one campaign, as the normal tier runs it in full: a campaign by name would only make the very same calls.
    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 64
    /// forge-config: full.invariant.runs = 1
    /// forge-config: nightly.invariant.runs = 8192
    /// forge-config: nightly.invariant.depth = 128
    function invariantsHold() public view {
        disputes.judgeHonest();
        disputes.judgeFalse();
    }
}
