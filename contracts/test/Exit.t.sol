// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IExitDesk} from "../src/interfaces/IExitDesk.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// The way out: freeze, back to the last honest header, escapes in any order, refunds.
contract ExitTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB0);
    address private constant CAROL = address(0xCA);
    address private constant DAVE = address(0xDA);
    address private constant HOLE = address(0x401E);
    uint256 private constant BTC_UNIT_VALUE = 6e14; // 10^-18 coin, as in _marks

    uint32[4] private users;

    function setUp() public {
        _deploy();
        users = [_join(ALICE, 50_000e6), _join(BOB, 80_000e6), _join(CAROL, 30_000e6), _join(DAVE, 11e6)];
        _deposit(users[1], 1, 2e8);
        _deposit(users[3], 1, 3e8);
        _creditAll();
        _trade(users[0], users[1], 5_000, 600_123);
        _trade(users[2], users[3], 1_000, 601_000);
        _fee(users[0], 1_500_307);
    }

    // ---- who gets what ----

    /// The whole end of a venue each run: 100 in the normal tier.
    /// forge-config: default.fuzz.runs = 100
    /// forge-config: full.fuzz.runs = 10000
    /// forge-config: nightly.fuzz.runs = 10000
    /// Every account gets its share to the last unit, whatever the hole, the marks and the order.
    function testFuzz_escape_paysTheShareInAnyOrder(uint256 seed, uint64 coinHole, uint64 btcHole, uint64 ticks) public {
        _mark(uint64(bound(ticks, 400_000, 800_000)), 17);
        book[BAD_DEBT].cash -= 5_000e6;
        book[users[2]].cash += 5_000e6;
        Batch memory b = _seal();
        _commit(b);
        _steal(usdc, bound(coinHole, 0, 60_000e6));
        _steal(btc, bound(btcHole, 0, 3e8));
        _freeze();
        _open(b);
        _escapeAll(b, seed);
    }

    function _escapeAll(Batch memory b, uint256 seed) private {
        uint256[2] memory paid;
        for (uint256 left = ids.length; left > 0; left--) {
            uint32 account = _pick(seed, left);
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 coin, uint256 units) = _escapeAndCompare(b, account);
            paid[0] += coin;
            paid[1] += units;
        }
        (, uint64 present,) = desk.presentOf(0);
        assertLe(paid[0], present);
        (, present,) = desk.presentOf(1);
        assertLe(paid[1] + desk.poolOf(1), present);
    }

    function _pick(uint256 seed, uint256 left) private returns (uint32 account) {
        uint256 place = seed % left;
        account = ids[place];
        (ids[place], ids[left - 1]) = (ids[left - 1], account);
    }

    function test_escape_fundFirstCoversTheBadDebt() public {
        _fundWith(2_000e6);
        book[BAD_DEBT].cash -= 5_000e6;
        book[users[2]].cash += 5_000e6;
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        _open(b);
        (, uint64 present,) = desk.presentOf(0);
        assertEq(present, accounted[0] + 2_000e6);
        assertEq(fund.balance(), 0);
        _escapeAndCompare(b, users[2]);
    }

    function test_escape_debtorKeepsWhatIsLeftAndThePoolIsShared() public {
        // Dave is long at 601,000 on nothing but collateral; at 30,000 his claim is far below zero.
        _trade(users[3], users[2], 2_000, 601_000);
        _mark(30_000, 0);
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        _open(b);
        (, int256 claim) = _leafOf(b, users[3]);
        assertLt(claim, 0);
        uint256 value = 3e8 * BTC_UNIT_VALUE;
        uint256 kept_ = 3e8 * (value - uint256(-claim) * 1e12) / value;
        _escape(b, users[3]);
        assertEq(btc.balanceOf(DAVE), kept_);
        assertEq(usdc.balanceOf(DAVE), 0);
        assertEq(desk.poolOf(1), 3e8 - kept_);

        (bytes memory leaf, int256 creditor) = _leafOf(b, users[1]);
        bytes memory path = Reference.proof(b.leaves, users[1]);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.TooEarly.selector, desk.openedAt() + 30 days));
        desk.share(users[1], leaf, path);
        vm.warp(desk.openedAt() + 30 days);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NotEscaped.selector, users[1]));
        desk.share(users[1], leaf, path);
        _escape(b, users[1]);
        uint256 before = btc.balanceOf(BOB);
        desk.share(users[1], leaf, path);
        assertEq(btc.balanceOf(BOB) - before, (3e8 - kept_) * uint256(creditor) / b.header.sumPos);
        assertTrue(desk.hasShared(users[1]));
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.AlreadyShared.selector, users[1]));
        desk.share(users[1], leaf, path);
    }

    /// What a reverted batch paid fast is taken off a creditor's share of the pool too; a debtor has none.
    function test_share_deductsWhatARevertedBatchPaid() public {
        _fundWith(10_000e6);
        _trade(users[3], users[2], 2_000, 601_000);
        _mark(30_000, 0);
        Batch memory b = _seal();
        _commit(b);
        _withdraw(users[1], 0, 900e6, BOB, 1);
        Batch memory second = _seal();
        _commit(second);
        skip(10);
        _pay(second, 0);
        _convict(second);
        _unwind(second);
        skip(60);
        _open(b);
        _escape(b, users[3]);
        _escape(b, users[1]);
        uint256 pool = desk.poolOf(1);
        assertGt(pool, 0);
        vm.warp(desk.openedAt() + 30 days);
        (bytes memory leaf, int256 claim) = _leafOf(b, users[1]);
        uint256 before = btc.balanceOf(BOB);
        desk.share(users[1], leaf, Reference.proof(b.leaves, users[1]));
        assertEq(btc.balanceOf(BOB) - before, pool * uint256(claim - 900e6) / b.header.sumPos);
        before = btc.balanceOf(DAVE);
        (leaf,) = _leafOf(b, users[3]);
        desk.share(users[3], leaf, Reference.proof(b.leaves, users[3]));
        assertTrue(desk.hasShared(users[3]));
        assertEq(btc.balanceOf(DAVE), before);
    }

    /// Nothing present of an asset: its holders get their coin, and nothing is owed.
    function test_escape_ofAnAssetThatIsGone() public {
        Batch memory b = _seal();
        _commit(b);
        _steal(btc, 5e8);
        _freeze();
        _open(b);
        _escape(b, users[1]);
        assertEq(btc.balanceOf(BOB), 0);
        assertGt(usdc.balanceOf(BOB), 0);
        assertEq(desk.owed(users[1], 1), 0);
    }

    function test_escape_lateDebtorGivesToTheFund() public {
        _trade(users[3], users[2], 2_000, 601_000);
        _mark(30_000, 0);
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        _open(b);
        vm.warp(desk.openedAt() + 30 days);
        _escape(b, users[3]);
        assertEq(desk.poolOf(1), 0);
        uint64 owed = desk.owed(BAD_DEBT, 1);
        assertEq(owed + btc.balanceOf(DAVE), 3e8);
        desk.claimOwed(BAD_DEBT, 1);
        assertEq(btc.balanceOf(address(fund)), owed);
    }

    function test_escape_systemAccountsPayTheFund() public {
        Batch memory b = _commitFreezeOpen();
        _escape(b, FEES);
        assertEq(usdc.balanceOf(address(fund)), 1_500_307 * uint256(accounted[0]) / b.header.sumPos);
    }

    function test_escape_aFailingTransferIsOwedAndBlocksOnlyItself() public {
        Batch memory b = _commitFreezeOpen();
        vm.mockCallRevert(address(btc), abi.encodeCall(IERC20.transfer, (BOB, 2e8)), "no");
        _escape(b, users[1]);
        assertEq(btc.balanceOf(BOB), 0);
        assertGt(usdc.balanceOf(BOB), 0);
        assertEq(desk.owed(users[1], 1), 2e8);
        _escape(b, users[3]);
        assertEq(btc.balanceOf(DAVE), 3e8);
        vm.clearMockedCalls();
        desk.claimOwed(users[1], 1);
        assertEq(btc.balanceOf(BOB), 2e8);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NothingOwed.selector, users[1], 1));
        desk.claimOwed(users[1], 1);
    }

    function test_take_bringsATokenThatFailedAtTheOpening() public {
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        vm.mockCallRevert(address(btc), abi.encodeCall(IERC20.transfer, (address(desk), 5e8)), "no");
        _open(b);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NothingToTake.selector, 1));
        desk.take(1);
        _escape(b, users[1]);
        assertEq(desk.owed(users[1], 1), 2e8);
        vm.clearMockedCalls();
        desk.take(1);
        desk.claimOwed(users[1], 1);
        assertEq(btc.balanceOf(BOB), 2e8);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NothingToTake.selector, 1));
        desk.take(1);
    }

    /// A token that stops telling balances keeps nobody in; when it speaks again its holders share what is there.
    function testFuzz_open_goesOnWithoutASilentToken(uint64 hole, bool late) public {
        hole = uint64(bound(hole, 0, 5e8 - 1));
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        _steal(btc, hole);
        vm.mockCallRevert(address(btc), abi.encodeCall(IERC20.balanceOf, (address(vault))), "silent");
        _open(b);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NothingToTake.selector, 1));
        desk.take(1);
        _escape(b, users[1]);
        assertGt(usdc.balanceOf(BOB), 0);
        assertEq(desk.owed(users[1], 1), 2e8);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.AssetSilent.selector, 1));
        desk.claimOwed(users[1], 1);
        if (!late) _escape(b, users[3]);
        vm.clearMockedCalls();
        desk.take(1);
        (, uint64 present, uint64 all) = desk.presentOf(1);
        assertEq(present, 5e8 - hole);
        assertEq(all, 5e8);
        if (late) _escape(b, users[3]);
        desk.claimOwed(users[3], 1);
        desk.claimOwed(users[1], 1);
        assertEq(btc.balanceOf(BOB), 2e8 * uint256(present) / 5e8);
        assertEq(btc.balanceOf(DAVE), 3e8 * uint256(present) / 5e8);
    }

    /// Nobody makes a good token look silent by sending little gas.
    function test_open_refusesTooLittleGasToAsk() public {
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        bytes memory marks = _marks();
        (bytes memory a, bytes memory m) = (_pageHash(marks, false), _pageHash(marks, true));
        desk.loadMarks(a, m, false, 0, _page(marks, false));
        desk.loadMarks(a, m, true, 0, _page(marks, true));
        (bytes memory leaf,) = _leafOf(b, BAD_DEBT);
        bytes memory call =
            abi.encodeCall(IExitDesk.open, (abi.encode(b.header), b.committedAt, a, m, leaf, Reference.proof(b.leaves, BAD_DEBT)));
        for (uint256 gas_ = 100_000; gas_ < 1_000_000; gas_ += 20_000) {
            (bool done, bytes memory reason) = address(desk).call{gas: gas_}(call);
            if (!done) {
                if (reason.length > 0) assertEq(bytes4(reason), IExitDesk.GasTooLow.selector);
                continue;
            }
            (, uint64 present, uint64 all) = desk.presentOf(0);
            assertEq(present, all);
            _escape(b, users[0]);
            assertEq(desk.owed(users[0], 0), 0);
            return;
        }
        fail();
    }

    // ---- back to the last honest header ----

    function test_unwind_returnsToTheHeaderBeforeTheFalseOne() public {
        _fundWith(10_000e6);
        book[BAD_DEBT].cash -= 1_000e6;
        book[users[0]].cash += 1_000e6;
        Batch memory first = _seal();
        _commit(first);
        uint64 before = accounted[0];
        bytes32 chain = vault.depositChain();
        Batch memory second = _falseSecond();
        Batch memory third = _seal();
        _commit(third);
        skip(10);
        _pay(second, 0);
        _pay(second, 1);
        _convict(second);
        assertTrue(house.frozen());
        _unwindBoth(first, second, third);
        assertEq(vault.accountedHash(), first.header.accountedHash);
        _checkSums(before);

        skip(60);
        _open(first);
        _checkEarlyPaid(first, before);
        // the deposit that the false batch had consumed goes back to who made it
        vault.refund(chain, abi.encodePacked(users[0], uint16(1), uint64(7e6), ALICE));
        assertEq(btc.balanceOf(ALICE), 7e6);
        vault.claimOwed(0, address(fund));
        bytes32 hash = keccak256(abi.encode(second.header));
        _payRefused(second, 2, abi.encodeWithSelector(IClearingHouse.NotCommitted.selector, 2, hash, second.committedAt));
    }

    /// Consumes a deposit, draws cover, creates two fast and one standard withdrawal.
    function _falseSecond() private returns (Batch memory second) {
        _deposit(users[0], 1, 7e6);
        _creditAll();
        book[BAD_DEBT].cash += 500e6;
        flow[0].coverDrawn = 500e6;
        _withdraw(users[1], 0, 900e6, BOB, 1);
        _withdraw(users[1], 1, 1e6, BOB, 1);
        _withdraw(users[1], 0, 50e6, BOB, 0);
        second = _seal();
        _commit(second);
    }

    function _unwindBoth(Batch memory first, Batch memory second, Batch memory third) private {
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NothingToUnwind.selector, 2, 3));
        _unwind(second);
        _unwind(third);
        _unwind(second);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NothingToUnwind.selector, 2, 1));
        _unwind(first);
        (uint64 no,,,,) = house.head();
        assertEq(no, 1);
    }

    function _checkSums(uint64 before) private view {
        (uint64 pending, uint64 inTree, uint64 claimable,) = vault.balancesOf(0);
        assertEq(pending, 0);
        assertEq(inTree, before);
        assertEq(claimable, 500e6); // the fund's
        assertEq(vault.owed(address(fund), 0), 500e6);
        (pending,,,) = vault.balancesOf(1);
        assertEq(pending, 7e6);
    }

    /// The coin that Bob was paid early is his no more: he gets his share of what is left, less that.
    function _checkEarlyPaid(Batch memory first, uint64 before) private {
        (, int256 claim) = _leafOf(first, users[1]);
        (, uint64 present,) = desk.presentOf(0);
        assertEq(present, before + 1_000e6 - 900e6); // the fund covers the bad debt of the first batch
        uint256 had = usdc.balanceOf(BOB);
        _escape(first, users[1]);
        assertEq(usdc.balanceOf(BOB) - had, uint256(present) * uint256(claim - 900e6) / first.header.sumPos);
        assertEq(btc.balanceOf(BOB) - 1e6, uint256(2e8 - 1e6) * (5e8 - 1e6) / 5e8);
    }

    function test_convict_onlyByTheChallengeAndInsideTheWindow() public {
        Batch memory b = _seal();
        _commit(b);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NotChallenge.selector, address(this)));
        house.convict(1, b.committedAt);
        vm.startPrank(challenge);
        vm.warp(b.committedAt + 60);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.ChallengeTooLate.selector, b.committedAt + 60, b.committedAt + 60));
        house.convict(1, b.committedAt);
        vm.warp(b.committedAt + 59);
        house.convict(1, b.committedAt);
        assertTrue(house.frozen());
        assertEq(house.convictedFrom(), 1);
    }

    function test_pay_afterAFreezeOnlyWhatIsIrrevocableAndHonest() public {
        _withdraw(users[1], 0, 70_000e6, BOB, 0);
        Batch memory first = _seal();
        _commit(first);
        skip(50);
        _withdraw(users[1], 0, 1e6, BOB, 0);
        Batch memory second = _seal();
        _commit(second);
        _convict(second);
        _payRefused(first, 0, abi.encodeWithSelector(IClearingHouse.NotDue.selector, first.committedAt + 60, block.timestamp));
        skip(3 hours);
        _pay(first, 0); // no limit after a freeze, however old the head
        assertEq(usdc.balanceOf(BOB), 70_000e6);
        _payRefused(second, 0, abi.encodeWithSelector(IClearingHouse.BatchConvicted.selector, 2, 2));
    }

    // ---- refunds ----

    function testFuzz_refund_everyWaitingDepositOnce(uint8 many, uint8 cut, uint8 consumed) public {
        _commit(_seal());
        (bytes32[] memory chains, bytes[] memory rows) = _manyDeposits(1 + many % 12);
        uint256 first = consumed % (rows.length + 1);
        _credit(depositsTaken + uint64(first));
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        vm.expectRevert(IVault.RefundsClosed.selector);
        vault.refund(chains[0], rows[0]);
        _open(b);
        for (uint256 to = rows.length; to > first;) {
            uint256 from = to - 1 - (cut % (to - first));
            vault.refund(chains[from], _rows(rows, from, to));
            to = from;
        }
        uint256 due = 0;
        for (uint256 i = first; i < rows.length; i++) {
            due += 1e6 + i;
        }
        assertEq(usdc.balanceOf(CAROL), due);
        (uint64 pending,,,) = vault.balancesOf(0);
        assertEq(pending, 0);
        vm.expectPartialRevert(IVault.RefundCount.selector);
        vault.refund(chains[0], rows[0]);
    }

    function _manyDeposits(uint256 count) private returns (bytes32[] memory chains, bytes[] memory rows) {
        chains = new bytes32[](count);
        rows = new bytes[](count);
        for (uint256 i = 0; i < count; i++) {
            chains[i] = vault.depositChain();
            uint64 units = uint64(1e6 + i);
            _deposit(users[2], 0, units);
            rows[i] = abi.encodePacked(users[2], uint16(0), units, CAROL);
        }
    }

    function test_refund_refusesAnotherRow() public {
        _commit(_seal());
        bytes32 chain = vault.depositChain();
        _deposit(users[2], 0, 5e6);
        Batch memory b = _seal();
        _commit(b);
        _freeze();
        _open(b);
        vm.expectPartialRevert(IVault.RefundMismatch.selector);
        vault.refund(chain, abi.encodePacked(users[2], uint16(0), uint64(5e6 + 1), CAROL));
        vm.mockCallRevert(address(usdc), abi.encodeCall(IERC20.transfer, (CAROL, 5e6)), "no");
        vault.refund(chain, abi.encodePacked(users[2], uint16(0), uint64(5e6), CAROL));
        assertEq(vault.owed(CAROL, 0), 5e6);
        vm.clearMockedCalls();
        vault.claimOwed(0, CAROL);
        assertEq(usdc.balanceOf(CAROL), 5e6);
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingOwed.selector, 0, CAROL));
        vault.claimOwed(0, CAROL);
    }

    // ---- what the desk refuses ----

    function test_open_refusesByName() public {
        Batch memory b = _seal();
        _commit(b);
        bytes memory header = abi.encode(b.header);
        bytes memory marks = _marks();
        (bytes memory a, bytes memory m) = (_pageHash(marks, false), _pageHash(marks, true));
        vm.expectRevert(IExitDesk.NotFrozen.selector);
        desk.open(header, b.committedAt, a, m, "", "");
        vm.expectRevert(IExitDesk.NotOpen.selector);
        desk.escape(users[0], "", "");
        vm.expectRevert(IExitDesk.NotOpen.selector);
        desk.take(0);
        _freeze();
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NotCommitted.selector, 1));
        desk.open(header, b.committedAt + 1, a, m, "", "");
        vm.expectPartialRevert(IExitDesk.MarksRootMismatch.selector);
        desk.open(header, b.committedAt, m, a, "", "");
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.MarksNotLoaded.selector, false, 0));
        desk.open(header, b.committedAt, a, m, "", "");
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.MarksPages.selector, 1, 0));
        desk.loadMarks(a, m, false, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.MarksPages.selector, 0, 1));
        desk.loadMarks(a, m, false, 1, _page(marks, false));
        vm.expectPartialRevert(IExitDesk.MarksPageMismatch.selector);
        desk.loadMarks(a, m, true, 0, _page(marks, false));
        bytes memory path = Reference.proof(b.leaves, BAD_DEBT);
        desk.loadMarks(a, m, false, 0, _page(marks, false));
        vm.expectPartialRevert(IExitDesk.AlreadyLoaded.selector);
        desk.loadMarks(a, m, false, 0, _page(marks, false));
        desk.loadMarks(a, m, true, 0, _page(marks, true));
        path[5] = bytes1(uint8(path[5]) ^ 1);
        vm.expectPartialRevert(IExitDesk.RootMismatch.selector);
        desk.open(header, b.committedAt, a, m, "", path);
        path[5] = bytes1(uint8(path[5]) ^ 1);
        desk.open(header, b.committedAt, a, m, "", path);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.AlreadyOpen.selector, 1));
        desk.open(header, b.committedAt, a, m, "", path);
        _escape(b, users[0]);
        assertTrue(desk.hasEscaped(users[0]));
        (bytes memory leaf,) = _leafOf(b, users[0]);
        path = Reference.proof(b.leaves, users[0]);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.AlreadyEscaped.selector, users[0]));
        desk.escape(users[0], leaf, path);
        vm.expectPartialRevert(IExitDesk.RootMismatch.selector);
        desk.escape(users[1], "", Reference.proof(b.leaves, users[1]));
    }

    function test_open_refusesSumsOfAnotherTree() public {
        Batch memory b = _seal();
        (uint128 p, uint128 n) = (b.header.sumPos, b.header.sumNeg);
        (b.header.sumPos, b.header.sumNeg) = (p + 1, n + 1);
        _resign(b);
        _commit(b);
        _freeze();
        bytes memory marks = _marks();
        (bytes memory a, bytes memory m) = (_pageHash(marks, false), _pageHash(marks, true));
        desk.loadMarks(a, m, false, 0, _page(marks, false));
        desk.loadMarks(a, m, true, 0, _page(marks, true));
        bytes memory path = Reference.proof(b.leaves, BAD_DEBT);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.RootSumsMismatch.selector, p + 1, n + 1, p, n));
        desk.open(abi.encode(b.header), b.committedAt, a, m, "", path);
    }

    function test_escape_refusesAMarketBeyondThePagesLoaded() public {
        Batch memory b = _commitFreezeOpen();
        bytes memory leaf = abi.encodePacked(uint8(0), users[0], uint8(0), uint16(1), uint32(600), uint64(1));
        bytes memory path = Reference.proof(b.leaves, users[0]);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.MarksNotLoaded.selector, true, 2));
        desk.escape(users[0], leaf, path);
    }

    function test_open_waitsForTheWindowAndTheUnwinding() public {
        Batch memory first = _seal();
        _commit(first);
        Batch memory second = _seal();
        _commit(second);
        _convict(second);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NotHead.selector, 1, 2));
        desk.open(abi.encode(second.header), second.committedAt, "", "", "", "");
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.NotHead.selector, 2, 1));
        desk.open(abi.encode(first.header), first.committedAt, "", "", "", "");
        _unwind(second);
        vm.expectRevert(abi.encodeWithSelector(IExitDesk.WindowOpen.selector, first.committedAt + 60));
        desk.open(abi.encode(first.header), first.committedAt, "", "", "", "");
    }

    function test_vault_doorsAreTheDesksAlone() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotExitDesk.selector, address(this)));
        vault.hand(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotExitDesk.selector, address(this)));
        vault.takeCover(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotExitDesk.selector, address(this)));
        vault.openRefunds(0);
    }

    // ---- helpers ----

    function _commitFreezeOpen() private returns (Batch memory b) {
        b = _seal();
        _commit(b);
        _freeze();
        _open(b);
    }

    function _convict(Batch memory b) private {
        vm.prank(challenge);
        house.convict(b.header.no, b.committedAt);
    }

    function _steal(IERC20 token, uint256 raw) private {
        vm.prank(address(vault));
        assertTrue(token.transfer(HOLE, raw));
    }

    function _escapeAndCompare(Batch memory b, uint32 account) private returns (uint256 coin, uint256 units) {
        (coin, units) = _share(b, account);
        address owner = account < 4096 ? address(fund) : vault.ownerOf(account);
        (uint256 hadCoin, uint256 hadBtc) = (usdc.balanceOf(owner), btc.balanceOf(owner));
        _escape(b, account);
        assertEq(usdc.balanceOf(owner) - hadCoin, coin);
        assertEq(btc.balanceOf(owner) - hadBtc, units);
    }

    function _share(Batch memory b, uint32 account) private view returns (uint256 coin, uint256 units) {
        (, int256 claim) = _leafOf(b, account);
        (, uint64 present,) = desk.presentOf(0);
        if (claim > 0) coin = uint256(present) * uint256(claim) / b.header.sumPos;
        uint64 all;
        (, present, all) = desk.presentOf(1);
        uint256 held = uint64(book[account].btc);
        units = all == 0 ? 0 : held * present / all;
        if (claim < 0 && held > 0) {
            uint256 value = held * BTC_UNIT_VALUE;
            uint256 debt = uint256(-claim) * 1e12;
            units = value > debt ? units * (value - debt) / value : 0;
        }
    }

    function _rows(bytes[] memory rows, uint256 from, uint256 to) private pure returns (bytes memory all) {
        for (uint256 i = from; i < to; i++) {
            all = abi.encodePacked(all, rows[i]);
        }
    }

    function _payRefused(Batch memory b, uint256 index, bytes memory reason) private {
        bytes memory path = _path(b, index);
        vm.expectRevert(reason);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[index], uint32(b.withdrawals.length), path);
    }
}
