// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Withdrawal} from "../../src/interfaces/IClearingHouse.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Reference} from "./Reference.sol";
import {Venue} from "./Venue.sol";

/// Calls for ExitInvariantsTest, and what must hold after each of them. A plain twin says what is due, overdue, irrevocable and owed; calls that
/// it allows must succeed, and what it forbids must not.
contract Leaver is Venue {
    uint256 private constant BTC_UNIT_VALUE = 6e14; // 10^-18 coin, as in _marks
    uint64 private constant WINDOW = 60;

    uint32[4] private users;
    Batch[] private batches;
    bytes[] private marksOf;
    bytes32[] private recordOf;
    bool[] private ended; // the window, before a conviction of it or of one before
    mapping(uint256 batch => mapping(uint256 index => bool)) private paid;
    mapping(uint256 batch => mapping(uint32 account => uint256[2])) private early; // paid while the window was open
    uint64 private convictedFrom;
    uint256 private headNo; // batches not unwound
    uint64 private headTime;

    uint64[] private asked; // times of forced requests
    uint64 private tightUntil;
    uint8 private alarmReason;
    uint64 private alarmMark;
    uint64 private alarmAt;
    uint64 private alarmBlock;

    bytes32[] private chains; // before each deposit
    uint256 private refunded;

    bool private over;
    uint64 private overNo;
    bool private opened;
    uint256[2] private present;
    uint256[2] private inTree;
    uint256[2] private escapedWith;
    mapping(uint32 account => bool) private escaped;

    bool private hurried;
    bool private revived;
    bool private reverted;
    bool private twice;
    bool private wrongShare;
    bool private blocked;
    bool private limited;

    constructor() {
        _deploy();
        for (uint256 i = 0; i < 4; i++) {
            chains.push(vault.depositChain());
            users[i] = _join(address(uint160(0xE000 + i)), (20_000 + 30_000 * i) * 1e6);
        }
        chains.push(vault.depositChain());
        _deposit(users[1], 1, 2e8);
        _fundWith(2_000e6);
        _creditAll();
        _trade(users[0], users[2], 3_000, 600_123);
        book[BAD_DEBT].cash -= 3_000e6;
        book[users[3]].cash += 3_000e6;
        // One who owes less coin than his other asset is worth.
        book[users[1]].cash -= 60_000e6;
        book[users[3]].cash += 60_000e6;
        _keep(_sealed());
    }

    modifier watched() {
        for (uint256 i = 0; i < batches.length; i++) {
            bool before = convictedFrom == 0 || i + 1 < convictedFrom;
            if (before && i < headNo && _now() >= house.windowEnd(batches[i].committedAt)) ended[i] = true;
        }
        _;
    }

    // ---- while it lives ----

    function deposit(uint256 who, uint256 raw, bool coin) external watched {
        if (over) return;
        chains.push(vault.depositChain());
        _deposit(users[who % 4], coin ? 0 : 1, bound(raw, 1, 1e9));
    }

    function trade(uint256 a, uint256 b, int256 lots) external {
        if (over || a % 4 == b % 4) return;
        _trade(users[a % 4], users[b % 4], int64(bound(lots, 1, 3_000)), 600_123);
    }

    function withdraw(uint256 who, uint256 units, uint8 lane, bool coin) public {
        uint32 account = users[who % 4];
        uint16 asset = coin ? 0 : 1;
        int64 has = coin ? book[account].cash : book[account].btc;
        uint256 left = vault.accountedOf(asset);
        left = left > flow[asset].withdrawalsCreated ? left - flow[asset].withdrawalsCreated : 0;
        uint256 most = has > 0 ? uint64(has) : 0;
        if (most > left / 2) most = left / 2;
        if (lane % 3 == 1 && most > left / 100) most = left / 100;
        if (over || most == 0 || queued.length >= 6) return;
        _withdraw(account, asset, uint64(bound(units, 1, most)), address(uint160(0xF000 + account)), lane % 3);
    }

    function commit(uint256 consumed, uint256 deposited, uint256 wait) public watched {
        if (over) return;
        skip(bound(wait, 0, 40));
        uint64 until = house.status().pausedUntil;
        if (_now() < until) vm.warp(until);
        (uint8 reason,) = queue.overdue();
        forcedTaken = uint64(reason == 2 ? asked.length : bound(consumed, forcedTaken, asked.length));
        _credit(uint64(bound(deposited, depositsTaken, deposits.length)));
        _keep(_sealed());
    }

    function force(uint256 who, uint256 units) external watched {
        address owner = vault.ownerOf(users[who % 4]);
        vm.roll(vm.getBlockNumber() + 1);
        vm.prank(owner);
        try queue.withdraw(users[who % 4], 0, uint64(bound(units, 1, 1e9)), owner) {
            asked.push(_now());
        } catch {
            blocked = true;
        }
    }

    function pass(uint256 time, uint256 blocks) external watched {
        vm.warp(_now() + bound(time, 1, 7 hours));
        vm.roll(vm.getBlockNumber() + bound(blocks, 1, 400));
    }

    function pause(uint256 time) external {
        guardian.pause(_now() + uint64(bound(time, 0, 3 hours)));
        try house.syncPause() {
            if (over) revived = true;
        } catch {
            if (!over) blocked = true;
        }
    }

    function pay(uint256 which, uint256 index) external watched {
        which = bound(which, 0, batches.length - 1);
        if (batches[which].withdrawals.length > 0) _tryPay(which, bound(index, 0, batches[which].withdrawals.length - 1), false);
    }

    /// A forced payout a day after it was due, at a fresh head.
    function payForced(uint256 which, uint256 index) external watched {
        which = bound(which, 0, batches.length - 1);
        uint256 count = batches[which].withdrawals.length;
        if (over || count == 0) return;
        index = bound(index, 0, count - 1);
        if (batches[which].withdrawals[index].lane != 2 || paid[which][index]) return;
        uint64 due = uint64(house.windowEnd(batches[which].committedAt)) + 24 hours;
        if (_now() < due) vm.warp(due);
        uint64 until = house.status().pausedUntil;
        if (_now() < until) vm.warp(until);
        forcedTaken = uint64(asked.length);
        _keep(_sealed());
        _tryPay(which, index, true);
    }

    /// A fast payout, and perhaps the batch that let it out is false.
    function payEarly(uint256 who, uint256 units, bool coin, bool false_) external {
        if (over) return;
        withdraw(who, units, 1, coin);
        commit(0, 0, 0);
        uint256 newest = batches.length - 1;
        uint256 count = batches[newest].withdrawals.length;
        if (count == 0) return;
        skip(10);
        _tryPay(newest, count - 1, false);
        if (false_) convict(newest, false);
    }

    // ---- the end ----

    function convict(uint256 which, bool hold) public watched {
        which = bound(which, 0, batches.length - 1);
        uint64 at = batches[which].committedAt;
        bool open = _now() < house.windowEnd(at);
        vm.startPrank(challenge);
        if (hold) {
            try house.hold(uint64(which + 1), at) {
                if (!open) reverted = true;
            } catch {}
        } else {
            try house.convict(uint64(which + 1), at) {
                if (!open) reverted = true;
                if (convictedFrom == 0 || which + 1 < convictedFrom) convictedFrom = uint64(which + 1);
                _end();
            } catch {
                if (open) blocked = true;
            }
        }
        vm.stopPrank();
    }

    /// Whatever the alarm's state, the twin knows what may happen.
    function alarm(bool finish) public watched {
        (uint8 reason, uint64 mark) = _overdue();
        bool standing = _standing();
        if (finish) {
            bool ripe = standing && _now() >= alarmAt + 1 hours && vm.getBlockNumber() >= alarmBlock + 300;
            try queue.freeze() {
                if (!ripe) hurried = true;
                _end();
            } catch {
                if (ripe) blocked = true;
            }
            return;
        }
        try queue.announce() {
            if (reason == 0 || standing) hurried = true;
            (alarmReason, alarmMark, alarmAt, alarmBlock) = (reason, mark, _now(), uint64(vm.getBlockNumber()));
            if (reason == 2) tightUntil = _now() + 30 days;
        } catch {
            if (reason != 0 && !standing) blocked = true;
        }
    }

    /// Announces if that may be, and freezes when the announcement is old enough, or a second or a block short of it.
    function hurry(bool second, bool block_) external watched {
        if (!_standing()) alarm(false);
        if (!_standing()) return;
        uint256 time = alarmAt + 1 hours - (second ? 1 : 0);
        uint256 number = alarmBlock + 300 - (block_ ? 1 : 0);
        if (time > _now()) vm.warp(time);
        if (number > vm.getBlockNumber()) vm.roll(number);
        alarm(true);
    }

    /// The next steps of the way out, whatever they are.
    function leave(uint256 pick, uint64 hole, uint8 steps) external watched {
        for (uint256 i = 0; i <= steps % 8 && over; i++) {
            pick = uint256(keccak256(abi.encode(pick)));
            _step(pick, hole);
        }
    }

    /// Nothing brings a frozen venue back.
    function revive(uint8 how) external watched {
        if (!over) return;
        if (how % 3 == 0) {
            (uint64 coin, uint64 other) = (accounted[0], accounted[1]);
            Batch memory b = _seal();
            try house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures) {
                revived = true;
            } catch {}
            (accounted[0], accounted[1]) = (coin, other);
        } else if (how % 3 == 1) {
            address owner = vault.ownerOf(users[0]);
            usdc.mint(owner, 1e6);
            vm.prank(owner);
            try vault.deposit(users[0], 0, 1e6) {
                revived = true;
            } catch {}
        } else {
            usdc.mint(address(vault), 1e6);
            try vault.sweepResidue(0) {
                revived = true;
            } catch {}
        }
    }

    // ---- what must hold ----

    function judgeIrrevocable() external view {
        assertFalse(reverted, "E1");
        for (uint64 i = 0; i < batches.length; i++) {
            if (ended[i]) assertEq(house.record(i + 1), recordOf[i], "E1");
        }
    }

    function judgeOverdue() external view {
        (uint8 reason, uint64 mark) = queue.overdue();
        (uint8 expected, uint64 of_) = _overdue();
        assertEq(reason, expected, "E2");
        assertEq(mark, of_, "E2");
    }

    function judgeSteps() external view {
        assertFalse(hurried, "E3");
        assertEq(house.frozen(), over, "E3");
    }

    function judgeFrozen() external view {
        assertFalse(revived, "E4");
        assertEq(house.frozen(), over, "E4");
        assertEq(vault.closed(), over, "E4");
        if (over) assertLe(house.status().no, overNo, "E4");
    }

    function judgeOnce() external view {
        assertFalse(twice, "E5");
        for (uint256 i = 0; i < ids.length; i++) {
            assertEq(desk.hasEscaped(ids[i]), escaped[ids[i]], "E5");
        }
    }

    function judgeSum() external view {
        assertLe(escapedWith[0], present[0], "E6");
        assertLe(escapedWith[1] + (opened ? desk.poolOf(1) : 0), present[1], "E6");
    }

    function judgeShares() external view {
        assertFalse(wrongShare, "E7");
    }

    function judgeDeposits() external view {
        uint256 from = headNo == 0 ? 0 : batches[headNo - 1].header.depositsUpTo;
        uint256[2] memory waiting;
        for (uint256 i = from; i < deposits.length - refunded; i++) {
            waiting[deposits[i].asset] += deposits[i].units;
        }
        for (uint16 asset = 0; asset < 2; asset++) {
            (uint64 pending,,,) = vault.balancesOf(asset);
            assertEq(pending, waiting[asset], "E8");
        }
        assertEq(vault.depositCount(), deposits.length - refunded, "E8");
    }

    function judgePause() external view {
        assertFalse(blocked, "E9");
    }

    function judgeForcedLane() external view {
        assertFalse(limited, "E10");
    }

    // ---- the twin ----

    function _overdue() private view returns (uint8, uint64) {
        if (over) return (0, 0);
        if (last.forcedCount < asked.length) {
            uint64 wait = _now() < tightUntil ? 6 hours : 24 hours;
            if (_now() > asked[last.forcedCount] + wait) return (2, last.forcedCount + 1);
        }
        return _now() > headTime + 6 hours ? (1, last.no) : (0, 0);
    }

    function _standing() private view returns (bool) {
        if (over || alarmReason == 0) return false;
        return alarmReason == 1 ? last.no == alarmMark : last.forcedCount < alarmMark;
    }

    function _end() private {
        if (over) return;
        over = true;
        overNo = last.no;
    }

    // ---- inside ----

    function _step(uint256 pick, uint64 hole) private {
        if (convictedFrom != 0 && headNo >= convictedFrom) {
            _unwind(batches[headNo - 1]);
            headNo--;
        } else if (headNo == 0) {
            return; // before the first batch there is no header to leave by
        } else if (!opened) {
            _openNow(hole);
        } else if (pick % 3 == 0 && refunded < deposits.length - batches[headNo - 1].header.depositsUpTo) {
            _refund(1 + (pick >> 8) % 3);
        } else {
            _leave(ids[(pick >> 8) % ids.length]);
        }
    }

    function _sealed() private returns (Batch memory b) {
        b = _seal();
        _commit(b);
        marksOf.push(_marks());
    }

    function _tryPay(uint256 which, uint256 index, bool forced) private {
        Batch memory b = batches[which];
        Withdrawal memory w = b.withdrawals[index];
        bool open = _now() < house.windowEnd(b.committedAt);
        bool paused = house.status().pausedUntil > _now();
        bytes memory reason = _payReason(b, index);
        if (reason.length == 0) {
            paid[which][index] = true;
            if (open) early[which][w.account][w.asset] += w.units;
            return;
        }
        if (paid[which][index] || which >= headNo) return;
        if (forced) limited = true;
        bool convicted = convictedFrom != 0 && which + 1 >= convictedFrom;
        // Irrevocable and paused: only the outflow limit may refuse, and a frozen venue has none.
        if (!open && paused && !convicted && (over || bytes4(reason) != IVault.RateLimited.selector)) blocked = true;
    }

    function _payReason(Batch memory b, uint256 index) private returns (bytes memory) {
        bytes memory path = _path(b, index);
        uint32 count = uint32(b.withdrawals.length);
        try house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[index], count, path) {
            return "";
        } catch (bytes memory reason) {
            return reason;
        }
    }

    function _openNow(uint64 hole) private {
        Batch memory b = batches[headNo - 1];
        uint64 end = house.windowEnd(b.committedAt);
        if (_now() < end) vm.warp(end);
        _steal(0, uint256(hole) % 60_000e6);
        _steal(1, uint256(hole) % 1e8);
        _openWith(b, marksOf[headNo - 1]);
        opened = true;
        for (uint16 asset = 0; asset < 2; asset++) {
            IERC20 token = asset == 0 ? IERC20(usdc) : btc;
            (, uint64 fixed_, uint64 all) = desk.presentOf(asset);
            (present[asset], inTree[asset]) = (fixed_, all);
            if (token.balanceOf(address(desk)) != fixed_) wrongShare = true;
        }
    }

    /// Never what is senior: that payouts go on while it lasts is not in question here.
    function _steal(uint16 asset, uint256 raw) private {
        uint64 most = vault.accountedOf(asset);
        vm.prank(address(vault));
        assertTrue((asset == 0 ? usdc : btc).transfer(address(0x401E), raw < most ? raw : most));
    }

    function _leave(uint32 account) private {
        Batch memory b = batches[headNo - 1];
        address owner = account < 4096 ? address(fund) : vault.ownerOf(account);
        (uint256 coin, uint256 units) = (usdc.balanceOf(owner), btc.balanceOf(owner));
        (bytes memory leaf,) = _leafOf(b, account);
        try desk.escape(account, leaf, Reference.proof(b.leaves, account)) {
            if (escaped[account]) twice = true;
        } catch {
            if (!escaped[account]) blocked = true;
            return;
        }
        escaped[account] = true;
        (coin, units) = (usdc.balanceOf(owner) - coin, btc.balanceOf(owner) - units);
        escapedWith[0] += coin;
        escapedWith[1] += units;
        (uint256 dueCoin, uint256 dueUnits) = _share(b, account);
        if (coin != dueCoin || units != dueUnits) wrongShare = true;
    }

    /// By the formulas of IExitDesk, from the leaf and the opening.
    function _share(Batch memory b, uint32 account) private view returns (uint256 coin, uint256 units) {
        (bytes memory leaf, int256 claim) = _leafOf(b, account);
        claim -= int256(_early(account, 0));
        if (claim > 0) coin = present[0] * uint256(claim) / b.header.sumPos;
        uint256 held = _unitsIn(leaf);
        uint256 gone = _early(account, 1);
        held = held > gone ? held - gone : 0;
        units = inTree[1] == 0 ? 0 : held * present[1] / inTree[1];
        if (claim < 0) {
            (uint256 value, uint256 debt) = (held * BTC_UNIT_VALUE, uint256(-claim) * 1e12);
            units = value > debt ? units * (value - debt) / value : 0;
        }
    }

    /// What batches that were unwound had paid.
    function _early(uint32 account, uint256 asset) private view returns (uint256 units) {
        for (uint256 i = headNo; i < batches.length; i++) {
            units += early[i][account][asset];
        }
    }

    /// Units of asset 1 in a leaf: id and counts are 8 bytes, an asset row is 10.
    function _unitsIn(bytes memory leaf) private pure returns (uint256 units) {
        if (leaf.length == 0) return 0;
        for (uint256 row = 0; row < uint8(leaf[5]); row++) {
            if (uint8(leaf[8 + 10 * row + 1]) != 1) continue;
            for (uint256 i = 0; i < 8; i++) {
                units = units << 8 | uint8(leaf[8 + 10 * row + 2 + i]);
            }
        }
    }

    function _refund(uint256 wanted) private {
        uint256 left = deposits.length - refunded;
        uint256 from = batches[headNo - 1].header.depositsUpTo;
        if (wanted > left - from) wanted = left - from;
        bytes memory rows;
        uint256[2] memory due;
        for (uint256 i = left - wanted; i < left; i++) {
            rows = abi.encodePacked(rows, deposits[i].account, deposits[i].asset, deposits[i].units, vault.ownerOf(deposits[i].account));
            due[deposits[i].asset] += deposits[i].units;
        }
        try vault.refund(chains[left - wanted], rows) {
            refunded += wanted;
        } catch {
            blocked = true;
        }
    }

    function _now() private view returns (uint64) {
        return uint64(vm.getBlockTimestamp());
    }

    function _keep(Batch memory batch) private {
        Batch storage kept = batches.push();
        kept.header = batch.header;
        kept.flows = batch.flows;
        kept.committedAt = batch.committedAt;
        for (uint256 i = 0; i < batch.withdrawals.length; i++) {
            kept.withdrawals.push(batch.withdrawals[i]);
        }
        for (uint256 i = 0; i < batch.leaves.length; i++) {
            kept.leaves.push(batch.leaves[i]);
        }
        recordOf.push(keccak256(abi.encodePacked(lastHash, batch.committedAt)));
        ended.push(false);
        (headNo, headTime) = (batches.length, batch.committedAt);
    }
}
