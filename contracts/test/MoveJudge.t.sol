// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Committed, IChallenge, IJudge, MoveProof} from "../src/interfaces/IChallenge.sol";
import {Order} from "../src/interfaces/IFillVerifier.sol";
import {IMoveJudge, MoveReceipt} from "../src/interfaces/IMoveJudge.sol";
import {Moves} from "../src/libraries/Moves.sol";
import {Page} from "../src/libraries/PageProof.sol";
import {Moved} from "./support/Moved.sol";
import {Reference} from "./support/Reference.sol";

/// Batches whose moves are false: each falls to its proof. Honest ones stand against every proof.
/// Each run makes and commits whole batches: 64 in the normal tier.
/// forge-config: default.fuzz.runs = 64
/// forge-config: full.fuzz.runs = 1000
/// forge-config: nightly.fuzz.runs = 10000
contract MoveJudgeTest is Moved {
    address private constant RECEIPTS = address(0xEC);
    uint256 private constant RECEIPT_KEY = 0xECE1;
    Page private none;

    function setUp() public {
        _deployMoved();
    }

    // ---- F2b ----

    /// A venue that books more to Bob than his moves say, and less to Alice.
    function testFuzz_falseList_convictsASumThatIsNotTheEntry(int64 stolen) public {
        stolen = int64(bound(stolen, 1, 1e12));
        _match(alice, bob, 50, 600_000);
        (book[alice].cash, book[bob].cash) = (book[alice].cash - stolen, book[bob].cash + stolen);
        Batch memory b = _commitMoves();
        Page memory page = _pageOf(b, 0);
        bytes memory path = _path(alice);
        vm.expectEmit(true, true, true, true, challenge);
        emit IChallenge.Convicted(1, IMoveJudge.falseList.selector, address(this));
        moveJudge.falseList(_of(b), alice, CASH, moves[alice], path, page);
        assertEq(house.convictedFrom(), 1);
        assertTrue(house.frozen());
    }

    /// No list at all: an empty leaf in the fill tree against an entry.
    function test_falseList_convictsAnEntryWithoutMoves() public {
        delete moves[bob];
        Batch memory b = _commitMoves();
        moveJudge.falseList(_of(b), bob, CASH, "", _path(bob), _pageOf(b, 0));
        assertEq(house.convictedFrom(), 1);
    }

    function testFuzz_falseList_convictsMovesOutOfOrder(uint8 fault) public {
        _match(alice, bob, 50, 600_000);
        _match(alice, bob, 5, 600_000);
        bytes memory list = moves[alice];
        if (fault % 5 == 0) list[MOVE + 7] = list[2 * MOVE + 7]; // two of one identity
        if (fault % 5 == 1) list[7] = bytes1(uint8(101)); // beyond the batch
        if (fault % 5 == 2) list[7] = 0; // before it
        if (fault % 5 == 3) list[10] = bytes1(uint8(8)); // no kind
        if (fault % 5 == 4) list[10] = 0;
        moves[alice] = list;
        Batch memory b = _commitMoves();
        moveJudge.falseList(_of(b), alice, PERP, list, _path(alice), none);
        assertEq(house.convictedFrom(), 1);
    }

    function testFuzz_falseList_refusesHonestBatches(uint8 trades, uint256 seed) public {
        for (uint256 i = 0; i < trades % 4; i++) {
            bool turn = seed >> i & 1 == 1;
            _match(turn ? alice : bob, turn ? bob : alice, int64(uint64(1 + (seed >> 8) % 900)), uint64(599_000 + (seed >> 32) % 2_000));
        }
        Batch memory b = _commitMoves();
        uint32 account = seed >> 64 & 1 == 1 ? alice : bob;
        bool lots = trades % 4 != 0 && seed >> 65 & 1 == 1;
        Page memory page = _pageOf(b, lots ? Reference.pagesOf(b.payload).length - 1 : 0);
        bytes memory path = _path(account);
        if (lots && _sumsToNothing(account)) return; // no section at all: the page before cannot tell
        vm.expectPartialRevert(IMoveJudge.ListSound.selector);
        moveJudge.falseList(_of(b), account, lots ? PERP : CASH, moves[account], path, page);
        assertFalse(house.frozen());
    }

    function test_falseList_refusesByName() public {
        Batch memory b = _commitMoves();
        bytes memory path = _path(alice);
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.HouseAccount.selector, 4095));
        moveJudge.falseList(_of(b), 4095, CASH, "", path, none);
        vm.expectRevert(abi.encodeWithSelector(Moves.MovesLength.selector, MOVE - 1));
        moveJudge.falseList(_of(b), alice, CASH, new bytes(MOVE - 1), path, none);
        vm.expectRevert(abi.encodeWithSelector(Moves.MovesPath.selector, 768, 767));
        moveJudge.falseList(_of(b), alice, CASH, moves[alice], new bytes(767), none);
        vm.expectRevert(abi.encodeWithSelector(Moves.MovesAccount.selector, 1 << 24));
        moveJudge.falseList(_of(b), 1 << 24, CASH, moves[alice], path, none);
        vm.expectPartialRevert(IJudge.FillRootMismatch.selector);
        moveJudge.falseList(_of(b), alice, CASH, "", path, none);
        Committed memory other = _of(b);
        other.at++;
        vm.expectPartialRevert(IJudge.NotCommitted.selector);
        moveJudge.falseList(other, alice, CASH, moves[alice], path, none);
    }

    // ---- F3 ----

    /// One thing wrong with the order behind a fill, each convicts.
    function testFuzz_falseFill_convictsWhatTheOrderForbids(uint8 fault) public {
        fault = uint8(bound(fault, 0, 13));
        Order memory order = _order(alice, 0, 600_000, 50);
        (int64 lots, uint64 ticks, uint64 left, int64 fee) = (int64(20), uint64(600_000), uint64(30), int64(100));
        uint256 key = ALICE_KEY;
        if (fault == 0) ticks = 600_001;
        if (fault == 1) left = 31;
        if (fault == 2) order.side = 1;
        if (fault == 3) order.market = 2;
        if (fault == 4) order.account = bob;
        if (fault == 5) order.expiryNs = _nowNs() - 1;
        if (fault == 6) key = BOB_KEY;
        if (fault == 7) order.side = 2;
        if (fault == 8) fee = 12_000_002; // of 120,000,000
        bytes memory evidence = _ownerEvidence(order, key);
        if (fault == 9) evidence[200] = bytes1(uint8(evidence[200]) ^ 1); // after it was signed
        if (fault == 10) evidence[0] = bytes1(uint8(9));
        if (fault == 11) evidence = abi.encodePacked(evidence, uint8(0));
        if (fault == 12) evidence = hex"01";
        if (fault == 13) evidence = "";
        _convictFill(lots, ticks, Terms(evidence, left, fee), evidence);
    }

    function testFuzz_falseFill_convictsWhatTheScopeForbids(uint8 fault) public {
        fault = uint8(bound(fault, 0, 5));
        if (fault == 5) scopeMarkets = ~uint64(1 << 1);
        Order memory order = _order(alice, 0, 600_000, 50);
        bytes memory evidence = _agentEvidence(order, fault == 0 ? BOB_KEY : ALICE_KEY, fault == 1 ? 299_999_999 : 300_000_000);
        uint256 scope = 10 + 320 + 20 + 1;
        if (fault == 2) evidence[scope + 63] = bytes1(uint8(1)); // another account
        if (fault == 3) evidence[scope - 1] = bytes1(uint8(5)); // too few words
        if (fault == 4) evidence[evidence.length - 70] = bytes1(uint8(evidence[evidence.length - 70]) ^ 1); // the agent's signature
        _convictFill(20, 600_000, Terms(evidence, 30, 0), evidence);
    }

    function testFuzz_falseFill_refusesHonestFills(uint64 lots, uint64 ticks, uint64 left, bool agent, bool sell) public {
        lots = uint64(bound(lots, 1, 1e6));
        ticks = uint64(bound(ticks, 1, 1e6));
        left = uint64(bound(left, 0, 1e6));
        Order memory order = _order(alice, sell ? 1 : 0, ticks, lots + left);
        bytes memory evidence = agent ? _agentEvidence(order, ALICE_KEY, 1e18) : _ownerEvidence(order, ALICE_KEY);
        Terms memory other;
        if (sell) _match(bob, alice, int64(lots), ticks, other, Terms(evidence, left, 0));
        else _match(alice, bob, int64(lots), ticks, Terms(evidence, left, 0), other);
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
        assertFalse(house.frozen());
    }

    /// Cut before its scope, where that begins, inside it, or at its last byte, an agent's evidence is none.
    function test_falseFill_convictsEveryCutOfAnAgentsEvidence() public {
        bytes memory whole = _agentEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY, 1e18);
        uint256 scope = 10 + 320 + 20;
        uint256[5] memory lengths = [9, scope - 1, scope, scope + 1, whole.length - 1];
        for (uint256 i = 0; i < 5; i++) {
            uint256 fresh = vm.snapshotState();
            bytes memory evidence = _cut(whole, lengths[i]);
            _convictFill(20, 600_000, Terms(evidence, 30, 0), evidence);
            vm.revertToState(fresh);
        }
    }

    /// A tenth of the notional, rounded up.
    function test_falseFill_refusesTheHighestFee() public {
        bytes memory evidence = _ownerEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY);
        _match(alice, bob, 20, 600_000, Terms(evidence, 30, 12_000_001), Terms("", 0, 0)); // of 120,000,000
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
    }

    /// A fill with a statement of the venue is PriceJudge's to judge.
    function test_falseFill_leavesTheVenuesOwnFillsAlone() public {
        _match(alice, bob, 50, 600_000, Terms(hex"04", 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, hex"04");
        assertFalse(house.frozen());
    }

    function test_falseFill_convictsACloseWithoutANumber() public {
        bytes memory request = abi.encodePacked(uint64(0), _nowNs(), uint8(2), alice, uint32(1), uint64(50), uint64(600_000), address(0));
        bytes memory evidence = abi.encodePacked(uint8(5), request);
        _convictFill(50, 600_000, Terms(evidence, 0, 0), evidence);
    }

    /// A key that signed before its owner asked for another one is not held against the venue.
    function test_falseFill_refusesAnOwnerOfThePast() public {
        bytes memory evidence = _ownerEvidence(_order(alice, 0, 600_000, 50), 0x01D);
        vm.prank(vm.addr(ALICE_KEY));
        queue.rotate(alice, vm.addr(0x01D));
        assertTrue(queue.askedToRotate(alice));
        _match(alice, bob, 50, 600_000, Terms(evidence, 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
    }

    /// An owner said to be a contract: only one with code that stays is.
    function testFuzz_falseFill_ofAContractOwner(uint8 kind) public {
        address owner = vm.addr(ALICE_KEY);
        kind = kind % 3;
        if (kind == 1) vm.etch(owner, hex"00");
        if (kind == 2) vm.etch(owner, abi.encodePacked(hex"ef0100", address(house)));
        bytes memory evidence = _ownerEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY);
        evidence[0] = bytes1(uint8(3));
        evidence = _cut(evidence, evidence.length - 65);
        _match(alice, bob, 50, 600_000, Terms(evidence, 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        if (kind == 1) vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
        assertEq(house.frozen(), kind != 1);
    }

    /// The agent of a contract owner: its own signature is judged, the contract's word for it is not.
    function testFuzz_falseFill_ofAContractsAgent(bool forged) public {
        vm.etch(vm.addr(ALICE_KEY), hex"00");
        bytes memory evidence = _agentEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY, 1e18);
        evidence[0] = bytes1(uint8(6));
        evidence = _cut(evidence, evidence.length - 65);
        if (forged) evidence[evidence.length - 40] = bytes1(uint8(evidence[evidence.length - 40]) ^ 1);
        _match(alice, bob, 50, 600_000, Terms(evidence, 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        if (!forged) vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
        assertEq(house.frozen(), forged);
    }

    /// A struct the judge does not know: account, market and signature are judged.
    function testFuzz_falseFill_ofAnotherStruct(bool forged) public {
        bytes memory body = abi.encode(keccak256("Trigger(uint32 account,uint32 market,uint64 ticks)"), alice, 1, 5);
        bytes memory signature = _signed(forged ? BOB_KEY : ALICE_KEY, body);
        bytes memory evidence = abi.encodePacked(uint8(1), uint8(4), _nowNs(), body, vm.addr(ALICE_KEY), signature);
        _match(alice, bob, 50, 600_000, Terms(evidence, 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        if (!forged) vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
        assertEq(house.frozen(), forged);
    }

    /// A bundle names its markets by bits: a fill in one of them stands, in another it does not.
    function testFuzz_falseFill_ofABundle(uint64 markets, bool named) public {
        markets = named ? markets | 2 : markets & ~uint64(2);
        bytes32 kind = keccak256(
            "Bundle(uint32 account,uint64 markets,uint64 nonce,uint64 expiryNs,Entry[] entries)Entry(uint8 action,uint32 market,uint64 orderId,uint8 side,uint8 tif,uint8 selfTrade,uint8 reduceOnly,uint8 slide,uint64 limitTicks,uint64 lots,uint64 goodTillNs,uint128 clientOrderId)"
        );
        bytes memory body = abi.encode(kind, alice, markets, 7, type(uint64).max, keccak256("entries"));
        bytes memory signature = _signed(ALICE_KEY, body);
        bytes memory evidence = abi.encodePacked(uint8(1), uint8(6), _nowNs(), body, vm.addr(ALICE_KEY), signature);
        _match(alice, bob, 50, 600_000, Terms(evidence, 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        if (named) vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
        assertEq(house.frozen(), !named);
    }

    /// The fill of a forced close is judged by the request in the queue.
    function testFuzz_falseFill_ofAForcedClose(uint8 fault) public {
        fault = fault % 7;
        _match(alice, bob, 50, 600_000);
        Batch memory first = _commitMoves();
        first.committedAt = 0;
        _forget();
        address owner = vm.addr(ALICE_KEY);
        vm.startPrank(owner);
        queue.close(alice, 1, 40, 590_000);
        queue.cancelAll(alice);
        vm.stopPrank();
        uint64 time = uint64(vm.getBlockTimestamp());
        bytes memory request = abi.encodePacked(uint64(1), time, uint8(2), alice, uint32(1), uint64(40), uint64(590_000), address(0));
        if (fault == 4) request = abi.encodePacked(uint64(2), time, uint8(3), alice, uint32(0), uint64(0), uint64(0), address(0));
        if (fault == 5) request[10] = bytes1(uint8(1)); // never asked
        if (fault == 6) request = _cut(request, 60);
        bytes memory evidence = abi.encodePacked(uint8(5), request);
        forcedTaken = fault == 3 ? 0 : fault == 4 ? 2 : 1;
        uint64 ticks = fault == 1 ? 589_999 : 590_000;
        _match(bob, alice, fault == 2 ? int64(41) : int64(40), ticks, Terms("", 0, 0), Terms(evidence, 0, 0));
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 0);
        if (fault == 0) vm.expectRevert(IMoveJudge.FillSound.selector);
        moveJudge.falseFill(_of(b), p, evidence);
        assertEq(house.frozen(), fault != 0);
    }

    function test_falseFill_convictsAMoveOfAnotherLength() public {
        (Batch memory b, MoveProof memory p) = _commitOdd();
        vm.expectRevert(IMoveJudge.FillsAgree.selector);
        moveJudge.doubleFill(_of(b), p, "", _of(b), p, "");
        moveJudge.falseFill(_of(b), p, "");
        assertEq(house.convictedFrom(), 1);
    }

    function test_falseFill_refusesByName() public {
        _match(alice, bob, 50, 600_000);
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.NotAFill.selector, 5));
        moveJudge.falseFill(_of(b), p, "");
        p = _proof(alice, 1);
        vm.expectPartialRevert(IMoveJudge.EvidenceMismatch.selector);
        moveJudge.falseFill(_of(b), p, "x");
        p.move[5] = bytes1(uint8(9));
        vm.expectPartialRevert(IJudge.FillRootMismatch.selector);
        moveJudge.falseFill(_of(b), p, "");
    }

    // ---- F6 ----

    function testFuzz_passedOver_convictsASilentBatch(bool answered) public {
        Batch memory first = _commitMoves();
        _forget();
        vm.prank(vm.addr(ALICE_KEY));
        queue.withdraw(alice, 0, 5e6, vm.addr(ALICE_KEY));
        bytes memory request = abi.encodePacked(
            uint64(1), uint64(vm.getBlockTimestamp()), uint8(1), alice, uint32(0), uint64(5e6), uint64(0), vm.addr(ALICE_KEY)
        );
        forcedTaken = 1;
        if (answered) {
            bytes memory move = abi.encodePacked(_identity(), uint8(7), _what(0, 0, 0, 5e6), uint64(0), uint64(0), uint64(1), new bytes(56));
            _moved(alice, move);
        }
        Batch memory b = _commitMoves();
        bytes memory path = _path(alice);
        if (answered) vm.expectRevert(abi.encodeWithSelector(IMoveJudge.RequestAnswered.selector, 1));
        moveJudge.passedOver(_of(first), _of(b), request, moves[alice], path);
        assertEq(house.frozen(), !answered);
        request[20] = bytes1(uint8(request[20]) ^ 1);
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.RequestNotConsumed.selector, 1));
        moveJudge.passedOver(_of(first), _of(b), request, moves[alice], path);
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotNext.selector, 2, 2));
        moveJudge.passedOver(_of(b), _of(b), request, moves[alice], path);
    }

    // ---- F7 ----

    /// Two fills of one order that take the same lots of it, within a batch or across two.
    function testFuzz_doubleFill_convictsOverlaps(bool across, uint64 secondLeft) public {
        secondLeft = uint64(bound(secondLeft, 11, 49));
        bytes memory evidence = _ownerEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY);
        _match(alice, bob, 20, 600_000, Terms(evidence, 30, 0), Terms("", 0, 0));
        Batch memory first;
        MoveProof memory before = _proof(alice, 1);
        if (across) {
            first = _commitMoves();
            _forget();
        }
        uint64 lots = 20;
        if (secondLeft > 30) lots = 50 - secondLeft;
        _match(alice, bob, int64(lots), 600_000, Terms(evidence, secondLeft, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        if (!across) (first, before) = (b, _proof(alice, 1));
        MoveProof memory p = _proof(alice, across ? 0 : 2);
        moveJudge.doubleFill(_of(b), p, evidence, _of(first), before, evidence);
        assertEq(house.convictedFrom(), b.header.no);
    }

    function testFuzz_doubleFill_refusesHonestFills(uint64 lots, uint64 more) public {
        lots = uint64(bound(lots, 1, 1e6));
        more = uint64(bound(more, 1, 1e6));
        bytes memory evidence = _ownerEvidence(_order(alice, 0, 600_000, lots + more), ALICE_KEY);
        _match(alice, bob, int64(lots), 600_000, Terms(evidence, more, 0), Terms("", 0, 0));
        _match(alice, bob, int64(more), 600_000, Terms(evidence, 0, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        Committed memory c = _of(b);
        MoveProof memory p = _proof(alice, 2);
        MoveProof memory before = _proof(alice, 1);
        vm.expectRevert(IMoveJudge.FillsAgree.selector);
        moveJudge.doubleFill(c, p, evidence, c, before, evidence);
        vm.expectRevert(IMoveJudge.FillsAgree.selector);
        moveJudge.doubleFill(c, p, evidence, c, p, evidence);
        MoveProof memory mirror = _proof(bob, 2);
        vm.expectRevert(IMoveJudge.FillsAgree.selector);
        moveJudge.doubleFill(c, p, "", c, mirror, "");
        mirror = _proof(bob, 1);
        vm.expectRevert(IMoveJudge.FillsAgree.selector);
        moveJudge.doubleFill(c, p, "", c, mirror, "");
    }

    /// Fills of two orders, of no order, or of what cannot be read, do not contradict one another.
    function test_doubleFill_isAboutOneOrder() public {
        bytes[4] memory evidence;
        evidence[0] = _ownerEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY);
        evidence[1] = _ownerEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY);
        evidence[3] = hex"01";
        for (uint256 i = 0; i < 4; i++) {
            _match(alice, bob, 50, 600_000, Terms(evidence[i], 0, 0), Terms("", 0, 0));
        }
        Batch memory b = _commitMoves();
        for (uint256 i = 1; i < 4; i++) {
            MoveProof memory p = _proof(alice, 1);
            MoveProof memory o = _proof(alice, 1 + i);
            vm.expectRevert(IMoveJudge.FillsAgree.selector);
            moveJudge.doubleFill(_of(b), p, evidence[0], _of(b), o, evidence[i]);
            vm.expectRevert(IMoveJudge.FillsAgree.selector);
            moveJudge.doubleFill(_of(b), o, evidence[i], _of(b), p, evidence[0]);
        }
        assertFalse(house.frozen());
    }

    function test_doubleFill_convictsAnOrderTakenTwice() public {
        Order memory order = _order(alice, 0, 600_000, 50);
        bytes memory evidence = _ownerEvidence(order, ALICE_KEY);
        _match(alice, bob, 20, 600_000, Terms(evidence, 30, 0), Terms("", 0, 0));
        skip(1);
        bytes memory again = _ownerEvidence(order, ALICE_KEY);
        _match(alice, bob, 20, 600_000, Terms(again, 10, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        moveJudge.doubleFill(_of(b), _proof(alice, 1), evidence, _of(b), _proof(alice, 2), again);
        assertEq(house.convictedFrom(), 1);
    }

    /// The two sides of a trade at two prices: the difference would be the house's.
    function testFuzz_doubleFill_convictsSidesThatDisagree(uint8 where) public {
        _match(alice, bob, 50, 600_000);
        uint8[6] memory places = [13 + 3, 28, 36, 44, 52, 76]; // market, amount, ticks, k, term, time: last bytes
        bytes memory list = moves[bob];
        uint256 place = MOVE + places[where % 6];
        list[place] = bytes1(uint8(list[place]) ^ 3);
        moves[bob] = list;
        Batch memory b = _commitMoves();
        moveJudge.doubleFill(_of(b), _proof(alice, 1), "", _of(b), _proof(bob, 1), "");
        assertEq(house.convictedFrom(), 1);
    }

    function test_doubleFill_refusesByName() public {
        Batch memory first = _commitMoves();
        MoveProof memory before = _proof(alice, 0);
        _forget();
        _match(alice, bob, 50, 600_000);
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.NotAfter.selector, 1, 2));
        moveJudge.doubleFill(_of(first), before, "", _of(b), p, "");
        vm.expectPartialRevert(IMoveJudge.EvidenceMismatch.selector);
        moveJudge.doubleFill(_of(b), p, "", _of(first), before, "");
    }

    // ---- F8 ----

    function testFuzz_brokenReceipt_convictsAnotherMove(uint8 fault) public {
        fault = fault % 3;
        moveJudge.nameReceiptKey(vm.addr(RECEIPT_KEY));
        _match(alice, bob, 50, 600_000);
        bytes32 signed = _hashes(moves[alice])[1];
        MoveReceipt memory receipt = MoveReceipt(alice, sequence, 1, fault == 1 ? keccak256("a better price") : signed);
        if (fault == 2) {
            // the venue thinks better of it
            (book[alice], book[bob]) = (Position(50_000e6, 0, 0), Position(80_000e6, 0, 0));
            book[FEES].cash = 0;
            (moves[alice], moves[bob]) = (_slice(moves[alice], 0), _slice(moves[bob], 0));
        }
        Batch memory b = _commitMoves();
        bytes memory signature = _signature(RECEIPT_KEY, moveJudge.receiptDigest(receipt));
        bytes memory path = _path(alice);
        if (fault == 0) vm.expectRevert(IMoveJudge.ReceiptKept.selector);
        moveJudge.brokenReceipt(_of(b), receipt, signature, moves[alice], path);
        assertEq(house.frozen(), fault != 0);
    }

    function test_brokenReceipt_refusesByName() public {
        Batch memory b = _commitMoves();
        MoveReceipt memory receipt = MoveReceipt(alice, 1, 1, 0);
        bytes memory signature = _signature(RECEIPT_KEY, moveJudge.receiptDigest(receipt));
        bytes memory path = _path(alice);
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.ReceiptUnsigned.selector, address(0)));
        moveJudge.brokenReceipt(_of(b), receipt, signature, moves[alice], path);
        moveJudge.nameReceiptKey(RECEIPTS);
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.ReceiptUnsigned.selector, RECEIPTS));
        moveJudge.brokenReceipt(_of(b), receipt, signature, moves[alice], path);
        moveJudge.nameReceiptKey(vm.addr(RECEIPT_KEY));
        receipt.sequence = 101;
        signature = _signature(RECEIPT_KEY, moveJudge.receiptDigest(receipt));
        vm.expectRevert(abi.encodeWithSelector(IMoveJudge.ReceiptOutside.selector, 101));
        moveJudge.brokenReceipt(_of(b), receipt, signature, moves[alice], path);
        vm.prank(address(0xBAD));
        vm.expectPartialRevert(IAccessManaged.AccessManagedUnauthorized.selector);
        moveJudge.nameReceiptKey(RECEIPTS);
    }

    function test_convictFor_isForJudges() public {
        assertTrue(IChallenge(challenge).isJudge(address(moveJudge)));
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NotJudge.selector, address(this)));
        IChallenge(challenge).convictFor(1, 0, 0, address(0));
    }

    // ---- gas of whole transactions ----

    /// forge-config: default.isolate = true
    function test_gas_falseList() public {
        _match(alice, bob, 50, 600_000);
        book[alice].cash -= 5;
        book[bob].cash += 5;
        Batch memory b = _commitMoves();
        moveJudge.falseList(_of(b), alice, CASH, moves[alice], _path(alice), _pageOf(b, 0));
        assertLe(vm.snapshotGasLastCall("Challenge", "F2b falseList, 2 moves"), 97_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_falseFill() public {
        Order memory order = _order(alice, 0, 599_999, 50);
        bytes memory evidence = _agentEvidence(order, ALICE_KEY, 1e18);
        _match(alice, bob, 20, 599_999, Terms(evidence, 31, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        moveJudge.falseFill(_of(b), _proof(alice, 1), evidence);
        assertLe(vm.snapshotGasLastCall("Challenge", "F3 falseFill, with an agent"), 101_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_doubleFill() public {
        bytes memory evidence = _ownerEvidence(_order(alice, 0, 600_000, 50), ALICE_KEY);
        _match(alice, bob, 20, 600_000, Terms(evidence, 30, 0), Terms("", 0, 0));
        _match(alice, bob, 20, 600_000, Terms(evidence, 30, 0), Terms("", 0, 0));
        Batch memory b = _commitMoves();
        moveJudge.doubleFill(_of(b), _proof(alice, 1), evidence, _of(b), _proof(alice, 2), evidence);
        assertLe(vm.snapshotGasLastCall("Challenge", "F7 doubleFill, one batch"), 129_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_brokenReceipt() public {
        moveJudge.nameReceiptKey(vm.addr(RECEIPT_KEY));
        MoveReceipt memory receipt = MoveReceipt(alice, 2, 1, keccak256("another"));
        Batch memory b = _commitMoves();
        bytes memory signature = _signature(RECEIPT_KEY, moveJudge.receiptDigest(receipt));
        moveJudge.brokenReceipt(_of(b), receipt, signature, moves[alice], _path(alice));
        assertLe(vm.snapshotGasLastCall("Challenge", "F8 brokenReceipt, 1 move"), 97_000);
    }

    // ---- helpers ----

    function _convictFill(int64 lots, uint64 ticks, Terms memory terms, bytes memory evidence) private {
        _match(alice, bob, lots, ticks, terms, Terms("", 0, 0));
        Batch memory b = _commitMoves();
        moveJudge.falseFill(_of(b), _proof(alice, 1), evidence);
        assertEq(house.convictedFrom(), 1);
    }

    function _sumsToNothing(uint32 account) private view returns (bool) {
        return book[account].lots == 0;
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[i];
        }
    }
}
