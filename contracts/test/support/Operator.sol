// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "../../src/interfaces/IVault.sol";
import {Withdrawal} from "../../src/interfaces/IClearingHouse.sol";
import {Reference} from "./Reference.sol";
import {Venue} from "./Venue.sol";

/// Calls for LiveInvariantsTest, and what must hold after each of them. Honest calls must succeed; a batch that lies must be refused.
contract Operator is Venue {
    struct Fast {
        uint256 ends;
        uint256 units;
    }

    uint32 private constant DUST = 3;
    uint256 private constant LIES = 8;
    address private constant STRANGER = address(0xBAD);
    address private constant RECEIVER = address(0xD00D);

    uint32[] public accounts;
    Batch[] private batches;
    bytes32[] private hashes;
    mapping(uint256 batch => mapping(uint256 index => bool)) private paid;
    uint256[2] private cameIn;
    uint256[2] private letOut;
    uint256[2] private wentOut;
    uint256 private covered;
    bytes32[] private prefixes; // of the forced queue, by a plain twin
    bool[LIES] private believed;
    bytes private refused;
    bool private leafFailed;
    bool private paidEarly;
    bool private withheld;
    bool private paidTwice;
    bool private fastOverrun;
    Fast[][2] private fastPaid;
    uint256[2] private firstOut;
    uint256[2] private limitedOut;
    uint256[2] private widestHour;

    constructor() {
        _deploy();
        for (uint256 i = 1; i <= 4; i++) {
            accounts.push(_join(address(uint160(0xA000 + i)), 50_000e6));
            cameIn[0] += 50_000e6;
        }
        _know(DUST);
        prefixes.push(0);
        usdc.mint(address(this), 1_000e6);
        usdc.approve(address(fund), type(uint256).max);
        fund.deposit(1_000e6);
        vm.startPrank(STRANGER);
        usdc.approve(address(vault), type(uint256).max);
        btc.approve(address(vault), type(uint256).max);
        vm.stopPrank();
    }

    // ---- users ----

    function deposit(uint256 who, uint256 raw, bool coin) external {
        raw = bound(raw, 1, coin ? 1e11 : 1e10);
        cameIn[coin ? 0 : 1] += raw;
        _deposit(_account(who), coin ? 0 : 1, raw);
    }

    /// Many small ones from anyone, more than the Vault's ring holds when no batch takes them.
    function depositForOthers(uint256 who, uint8 many, bool coin) external {
        uint32 account = _account(who);
        (uint16 asset, uint64 least) = coin ? (0, uint64(1_000_000)) : (1, uint64(1_000));
        for (uint256 i = 0; i < many % 48; i++) {
            (coin ? usdc : btc).mint(STRANGER, least);
            vm.prank(STRANGER);
            vault.deposit(account, asset, least);
            deposits.push(Pending(account, asset, least));
            cameIn[asset] += least;
        }
    }

    function donate(uint256 raw) external {
        raw = bound(raw, 1, 1e9);
        usdc.mint(address(vault), raw);
        vault.sweepResidue(0);
        deposits.push(Pending(DUST, 0, uint64(raw)));
        cameIn[0] += raw;
    }

    function trade(uint256 a, uint256 b, int256 lots, int256 ticks) external {
        (uint32 buyer, uint32 seller) = (_account(a), _account(b));
        if (buyer == seller) return;
        _trade(buyer, seller, int64(bound(lots, 1, 5_000)), int64(bound(ticks, 500_000, 700_000)));
        _fee(buyer, 77);
    }

    function mark(uint256 ticks, int256 funding) external {
        _mark(uint64(bound(ticks, 400_000, 800_000)), int64(bound(funding, -1e6, 1e6)));
    }

    function withdraw(uint256 who, uint256 units, bool coin, bool fast) external {
        uint32 account = _account(who);
        uint16 asset = coin ? 0 : 1;
        int64 has = coin ? book[account].cash : book[account].btc;
        uint256 left = vault.accountedOf(asset) + uint256(flow[asset].depositsConsumed);
        left = left > flow[asset].withdrawalsCreated ? left - flow[asset].withdrawalsCreated : 0;
        uint256 most = has > 0 ? uint64(has) : 0;
        if (most > left) most = left;
        if (fast && most > left / 60) most = left / 60;
        if (most == 0 || queued.length >= 8) return;
        _withdraw(account, asset, uint64(bound(units, 1, most)), RECEIVER, fast ? 1 : 0);
    }

    function force(uint256 who, uint256 units) external {
        uint32 account = _account(who);
        uint64 wanted = uint64(bound(units, 1, 1e9));
        address owner = vault.ownerOf(account);
        vm.roll(vm.getBlockNumber() + 1);
        vm.prank(owner);
        queue.withdraw(account, 0, wanted, owner);
        bytes memory request = abi.encodePacked(uint64(prefixes.length), _now(), uint8(1), account, uint32(0), wanted, uint64(0), owner);
        prefixes.push(keccak256(abi.encodePacked(hex"08", prefixes[prefixes.length - 1], request)) >> 48 << 48);
    }

    // ---- strangers ----

    function junk(uint64 set, uint8 index, uint8 shape) external {
        bytes memory page = abi.encodePacked(uint40(2 << 32), uint16(shape % 2 == 0 ? 0x8001 : 2), uint32(7), uint64(2));
        if (shape % 3 == 0) page = abi.encodePacked(page, uint32(9), uint64(1));
        vm.startPrank(STRANGER);
        try house.stage(set % 3, index % 3, page) {} catch {}
        try house.commitStaged(set % 3, "", "", "", "") {} catch {}
        vm.stopPrank();
    }

    function pause(uint256 time) external {
        guardian.pause(_now() + uint64(bound(time, 0, 60)));
        house.syncPause();
    }

    // ---- the operator ----

    function fillBadDebt(uint256 units) external {
        int64 debt = int64(uint64(bound(units, 1, 1e6)));
        book[BAD_DEBT].cash -= debt;
        book[accounts[0]].cash += debt;
    }

    function commit(uint256 deposited, uint256 consumed, bool cover, uint256 wait, bool stagedFirst) external {
        skip(bound(wait, 0, 30));
        _outwaitPause();
        forcedTaken = uint64(bound(consumed, forcedTaken, prefixes.length - 1));
        _credit(uint64(bound(deposited, depositsTaken, deposits.length)));
        (, int64 badDebt) = house.systemCash();
        if (cover && badDebt < 0) _draw(uint64(-badDebt) < 1e6 ? uint64(-badDebt) : uint64(1e6));
        for (uint256 i = 0; i < queued.length; i++) {
            letOut[queued[i].asset] += queued[i].units;
        }
        Batch memory batch = _seal();
        if (!_send(batch, stagedFirst && batch.payload.length > 0)) return;
        covered += flow[0].coverDrawn;
        batch.committedAt = _now();
        _accept(batch);
        hashes.push(lastHash);
        _keep(batch);
        if (batch.marks.length > 0) _proveOne(batch);
    }

    /// A quorum that lies about one thing and is otherwise consistent. Nothing of it may pass.
    function cheat(uint8 lie, uint256 amount) external {
        lie = uint8(lie % LIES);
        int64 more = int64(uint64(bound(amount, 1, 1e9)));
        _outwaitPause();
        (uint64 coin, uint64 other) = (accounted[0], accounted[1]);
        Position memory honest = book[accounts[0]];
        Position memory debtor = book[BAD_DEBT];
        (, int64 badDebt) = house.systemCash();
        if (lie == 3) _draw(uint64(-badDebt) + 1);
        if (lie == 4) depositsTaken++;
        Batch memory batch = _seal();
        if (lie == 0) book[accounts[0]].cash += more;
        if (lie == 1) book[accounts[0]].lots += more;
        if (lie <= 1) (batch.payload, batch.header.payloadHash) = Reference.payload(_sections());
        if (lie == 2) batch.header.sumPos += uint64(more);
        if (lie == 5) batch.header.forcedPrefix = keccak256(abi.encode(more));
        if (lie == 6) batch.header.prevHash = keccak256(abi.encode(more));
        if (lie == 7) batch.header.no++;
        _resign(batch);
        if (_attempt(batch).length == 0) believed[lie] = true;
        (accounted[0], accounted[1]) = (coin, other);
        (book[accounts[0]], book[BAD_DEBT]) = (honest, debtor);
        flow[0].coverDrawn = 0;
        if (lie == 4) depositsTaken--;
    }

    function pay(uint256 which, uint256 index) external {
        if (batches.length == 0) return;
        which = bound(which, 0, batches.length - 1);
        Batch memory batch = batches[which];
        if (batch.withdrawals.length == 0) return;
        index = bound(index, 0, batch.withdrawals.length - 1);
        uint256 due = batch.committedAt + (batch.withdrawals[index].lane == 1 ? 10 : 60);
        if (house.status().pausedUntil > _now()) due = batch.committedAt + 60;
        if (_now() < due) {
            if (_tryPay(batch, index)) paidEarly = true;
            if (due > last.ts + 900) return;
            vm.warp(due);
        }
        if (_now() > last.ts + 900) return;
        (,,, uint256 hourCap) = vault.outflowOf(batch.withdrawals[index].asset);
        if (paid[which][index]) {
            if (_tryPay(batch, index)) paidTwice = true;
        } else if (_tryPay(batch, index)) {
            paid[which][index] = true;
            _notePayout(batch, batch.withdrawals[index], hourCap);
            // At once, before the others of its batch have used up the total.
            if (_tryPay(batch, index)) paidTwice = true;
        }
    }

    function _claimable(uint16 asset) private view returns (uint256 claimable) {
        (,, claimable,) = vault.balancesOf(asset);
    }

    // ---- what must hold ----

    function judgeBalances() external view {
        for (uint16 asset = 0; asset < 2; asset++) {
            (uint64 pending, uint64 inTree, uint64 claimable,) = vault.balancesOf(asset);
            assertGe((asset == 0 ? usdc : btc).balanceOf(address(vault)), uint256(pending) + inTree + claimable, "V1");
        }
    }

    function judgeConservation() external view {
        for (uint16 asset = 0; asset < 2; asset++) {
            (uint64 pending, uint64 inTree, uint64 claimable,) = vault.balancesOf(asset);
            uint256 came = cameIn[asset] + (asset == 0 ? covered : 0);
            assertEq(uint256(pending) + inTree + claimable + wentOut[asset], came, "V2");
        }
    }

    function judgeSums() external view {
        assertEq(uint256(last.sumPos), uint256(last.sumNeg) + vault.accountedOf(0), "H1");
        assertFalse(believed[2], "H1");
    }

    function judgeChain() external view {
        (uint64 no, uint64 ts, uint64 seqTo, bytes32 headHash,) = house.head();
        assertEq(no, batches.length, "H2");
        assertEq(seqTo, 100 * batches.length, "H2");
        assertEq(ts, last.ts, "H2");
        assertEq(headHash, lastHash, "H2");
        for (uint64 i = 0; i < no; i++) {
            assertEq(batches[i].header.prevHash, i == 0 ? bytes32(0) : hashes[i - 1], "H2");
            assertEq(house.record(i + 1), keccak256(abi.encodePacked(hashes[i], batches[i].committedAt)), "H2");
        }
        assertEq(house.record(no + 1), 0, "H2");
        assertFalse(believed[6] || believed[7], "H2");
    }

    function judgeSystem() external view {
        (int64 fees, int64 badDebt) = house.systemCash();
        assertEq(fees, sealedBook[FEES].cash, "H3");
        assertEq(badDebt, sealedBook[BAD_DEBT].cash, "H3");
        assertFalse(leafFailed, "H3");
    }

    function judgeDeltas() external view {
        (int256 coin, int256 other) = (int256(0), int256(0));
        for (uint256 i = 0; i < ids.length; i++) {
            coin += sealedBook[ids[i]].cash;
            other += sealedBook[ids[i]].btc;
        }
        assertEq(coin, int256(uint256(vault.accountedOf(0))), "B1");
        assertEq(other, int256(uint256(vault.accountedOf(1))), "B1");
        assertFalse(believed[0], "B1");
    }

    function judgeCommits() external view {
        assertEq(refused.length, 0, string.concat("B2 ", vm.toString(refused)));
    }

    function judgeLots() external view {
        int256 sum = 0;
        for (uint256 i = 0; i < ids.length; i++) {
            sum += sealedBook[ids[i]].lots;
        }
        assertEq(sum, 0, "M1");
        assertFalse(believed[1], "M1");
    }

    function judgeDeposits() external view {
        assertEq(refused.length, 0, string.concat("D1 ", vm.toString(refused)));
        assertEq(vault.depositsUpTo(), last.depositsUpTo, "D1");
        assertEq(vault.depositCount(), deposits.length, "D1");
        uint256[2] memory waiting;
        for (uint256 i = last.depositsUpTo; i < deposits.length; i++) {
            waiting[deposits[i].asset] += deposits[i].units;
        }
        for (uint16 asset = 0; asset < 2; asset++) {
            (uint64 pending,,,) = vault.balancesOf(asset);
            assertEq(pending, waiting[asset], "D1");
        }
        assertFalse(believed[4], "D1");
    }

    function judgeDue() external view {
        assertFalse(paidEarly, "P1");
        assertFalse(withheld, "P1");
    }

    function judgeOnce() external view {
        assertFalse(paidTwice, "P2");
        assertEq(usdc.balanceOf(RECEIVER), wentOut[0], "P2");
        assertEq(btc.balanceOf(RECEIVER), wentOut[1], "P2");
    }

    function judgeClaims() external view {
        for (uint16 asset = 0; asset < 2; asset++) {
            uint256 left = 0;
            for (uint64 i = 0; i < batches.length; i++) {
                uint256 let_ = 0;
                for (uint256 w = 0; w < batches[i].withdrawals.length; w++) {
                    if (batches[i].withdrawals[w].asset == asset) let_ += batches[i].withdrawals[w].units;
                }
                if (let_ == 0) continue;
                assertLe(house.paidUnits(i + 1, asset), let_, "P3");
                left += let_ - house.paidUnits(i + 1, asset);
            }
            assertEq(_claimable(asset), left, "P3");
            assertEq(left + wentOut[asset], letOut[asset], "P3");
        }
    }

    function judgeRate() external view {
        for (uint16 asset = 0; asset < 2; asset++) {
            uint256 span = limitedOut[asset] == 0 ? 0 : _now() - firstOut[asset];
            assertLe(limitedOut[asset], widestHour[asset] + widestHour[asset] * span / 1 hours, "R1");
        }
    }

    function judgeFast() external view {
        assertFalse(fastOverrun, "R2");
        for (uint16 asset = 0; asset < 2; asset++) {
            assertGe(vault.fastOpenOf(asset), _fastOpen(asset), "R2");
        }
    }

    function judgeQueue() external view {
        assertEq(queue.count() + 1, prefixes.length, "Q1");
        assertEq(last.forcedPrefix, prefixes[last.forcedCount], "Q1");
        assertEq(house.status().forcedCount, last.forcedCount, "Q1");
        assertFalse(believed[5], "Q1");
    }

    function judgeCover() external view {
        (, uint64 unitsOut) = fund.totals();
        assertEq(unitsOut, covered, "F6");
        assertFalse(believed[3], "F6");
    }

    // ---- inside ----

    function _draw(uint64 units) private {
        flow[0].coverDrawn = units;
        book[BAD_DEBT].cash += int64(units);
    }

    function _outwaitPause() private {
        uint64 until = house.status().pausedUntil;
        if (_now() < until) vm.warp(until);
    }

    function _send(Batch memory b, bool stagedFirst) private returns (bool) {
        if (!stagedFirst) {
            refused = _attempt(b);
            return refused.length == 0;
        }
        try house.stage(1, 0, b.payload) {}
        catch (bytes memory reason) {
            refused = reason;
            return false;
        }
        try house.commitStaged(1, abi.encode(b.header), b.flows, b.marks, b.signatures) {
            return true;
        } catch (bytes memory reason) {
            refused = reason;
            return false;
        }
    }

    /// Why a batch is refused, empty when it is not.
    function _attempt(Batch memory b) private returns (bytes memory) {
        try house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures) {
            return "";
        } catch (bytes memory reason) {
            return reason;
        }
    }

    function _proveOne(Batch memory batch) private {
        Reference.Leaf memory leaf = batch.leaves[batch.header.seqTo / 100 % batch.leaves.length];
        bytes memory path = Reference.proof(batch.leaves, leaf.id);
        try house.verifyLeaf(abi.encode(batch.header), batch.committedAt, leaf.id, leaf.preimage, path, batch.marks) returns (
            int256 claim
        ) {
            if (claim != leaf.claim) leafFailed = true;
        } catch {
            leafFailed = true;
        }
    }

    /// Only a limit may refuse a payout that is due and not yet made.
    function _tryPay(Batch memory batch, uint256 index) private returns (bool) {
        bytes memory path = _path(batch, index);
        uint32 count = uint32(batch.withdrawals.length);
        bool due = _now() >= batch.committedAt + 60 && !paid[batch.header.no - 1][index];
        try house.pay(abi.encode(batch.header), batch.committedAt, batch.flows, batch.withdrawals[index], count, path) {
            return true;
        } catch (bytes memory reason) {
            if (due && bytes4(reason) != IVault.RateLimited.selector) withheld = true;
            return false;
        }
    }

    function _notePayout(Batch memory batch, Withdrawal memory w, uint256 hourCap) private {
        uint16 asset = w.asset;
        wentOut[asset] += w.units;
        if (widestHour[asset] < hourCap) widestHour[asset] = hourCap;
        if (limitedOut[asset] == 0) firstOut[asset] = _now();
        limitedOut[asset] += w.units;
        if (_now() >= batch.committedAt + 60) return;
        fastPaid[asset].push(Fast(batch.committedAt + 60, w.units));
        uint256 open = _fastOpen(asset);
        if (open > vault.accountedOf(asset) / 50 || (asset == 0 && open > fund.balance())) fastOverrun = true;
    }

    function _fastOpen(uint16 asset) private view returns (uint256 open) {
        for (uint256 i = 0; i < fastPaid[asset].length; i++) {
            if (_now() < fastPaid[asset][i].ends) open += fastPaid[asset][i].units;
        }
    }

    function _account(uint256 who) private view returns (uint32) {
        return accounts[who % accounts.length];
    }

    function _now() private view returns (uint64) {
        return uint64(vm.getBlockTimestamp());
    }

    /// Storage takes no memory struct with arrays of structs at once.
    function _keep(Batch memory batch) private {
        Batch storage kept = batches.push();
        kept.header = batch.header;
        kept.flows = batch.flows;
        kept.committedAt = batch.committedAt;
        for (uint256 i = 0; i < batch.withdrawals.length; i++) {
            kept.withdrawals.push(batch.withdrawals[i]);
        }
    }
}
