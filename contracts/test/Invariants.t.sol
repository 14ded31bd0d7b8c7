// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Withdrawal} from "../src/interfaces/IClearingHouse.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// An honest operator and ordinary users in random order. Every call must succeed; what it leaves behind is judged below.
contract Operator is Venue {
    uint32[] public accounts;
    Batch[] private batches;
    mapping(uint256 => mapping(uint256 => bool)) private paid;
    uint256 public paidCoin;
    uint256 public paidBtc;
    uint256 public committed;
    uint256 public createdCoin;
    uint256 public createdBtc;
    bytes32[] public hashes;
    uint64 public forced;
    bool public hurried;
    address private constant STRANGER = address(0xBAD);

    constructor() {
        _deploy();
        for (uint256 i = 1; i <= 4; i++) {
            accounts.push(_join(address(uint160(0xA000 + i)), 50_000e6));
        }
        usdc.mint(address(this), 1_000e6);
        usdc.approve(address(fund), type(uint256).max);
        fund.deposit(1_000e6);
    }

    function deposit(uint256 who, uint256 raw, bool coin) external {
        _deposit(_account(who), coin ? 0 : 1, bound(raw, 1e6, 1e10));
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
        (, uint64 inTree,,) = vault.balancesOf(asset);
        uint256 most = has > 0 ? uint64(has) : 0;
        uint256 left = uint256(inTree) + flow[asset].depositsConsumed;
        left = left > flow[asset].withdrawalsCreated ? left - flow[asset].withdrawalsCreated : 0;
        if (most > left) most = left;
        if (most == 0 || queued.length >= 8) return;
        _withdraw(account, asset, uint64(bound(units, 1, most)), address(uint160(0xD00D)), fast ? 1 : 0);
    }

    function fillBadDebt(uint256 units) external {
        int64 debt = int64(uint64(bound(units, 1, 1e6)));
        book[BAD_DEBT].cash -= debt;
        book[accounts[0]].cash += debt;
    }

    function force(uint256 who, uint256 units) external {
        uint32 account = _account(who);
        address owner = vault.ownerOf(account);
        vm.roll(block.number + 1);
        vm.prank(owner);
        queue.withdraw(account, 0, uint64(bound(units, 1, 1e9)), owner);
        forced++;
    }

    /// Whatever a stranger stages, well formed or not, half or whole, is his own.
    function junk(uint64 set, uint8 index, uint8 shape) external {
        bytes memory page = abi.encodePacked(uint40(2 << 32), uint16(shape % 2 == 0 ? 0x8001 : 2), uint32(7), uint64(2));
        if (shape % 3 == 0) page = abi.encodePacked(page, uint32(9), uint64(1));
        vm.prank(STRANGER);
        try house.stage(set % 3, index % 3, page) {} catch {}
    }

    function pause(uint256 time) external {
        guardian.pause(uint64(block.timestamp + bound(time, 0, 60)));
        house.syncPause();
    }

    /// No call ever makes this venue late, so the first step must fail, and the second without it.
    function hurry() external {
        try queue.announce() {
            hurried = true;
        } catch {}
        try queue.freeze() {
            hurried = true;
        } catch {}
    }

    function commit(uint256 deposited, uint256 consumed, bool cover, uint256 wait) external {
        skip(bound(wait, 0, 30));
        uint64 until = house.status().pausedUntil;
        if (block.timestamp < until) vm.warp(until);
        forcedTaken = uint64(bound(consumed, forcedTaken, forced));
        _credit(uint64(bound(deposited, depositsTaken, deposits.length)));
        (, int64 badDebt) = house.systemCash();
        if (cover && badDebt < 0 && flow[0].coverDrawn == 0) {
            uint64 drawn = uint64(-badDebt) < 1e6 ? uint64(-badDebt) : uint64(1e6);
            flow[0].coverDrawn = drawn;
            book[BAD_DEBT].cash += int64(drawn);
        }
        for (uint256 i = 0; i < queued.length; i++) {
            if (queued[i].asset == 0) createdCoin += queued[i].units;
            else createdBtc += queued[i].units;
        }
        Batch memory batch = _seal();
        _commit(batch);
        hashes.push(lastHash);
        committed++;
        _keep(batch);
    }

    function pay(uint256 which, uint256 index) external {
        if (batches.length == 0) return;
        which = bound(which, 0, batches.length - 1);
        Batch memory batch = batches[which];
        if (batch.withdrawals.length == 0) return;
        index = bound(index, 0, batch.withdrawals.length - 1);
        if (paid[which][index] || block.timestamp > last.ts + 800) return;
        uint256 due = batch.committedAt + (batch.withdrawals[index].lane == 1 ? 10 : 60);
        if (house.status().pausedUntil > block.timestamp) due = batch.committedAt + 60;
        if (block.timestamp < due) skip(due - block.timestamp);
        if (block.timestamp > last.ts + 900) return;
        if (!_tryPay(batch, index)) return;
        paid[which][index] = true;
        if (batch.withdrawals[index].asset == 0) paidCoin += batch.withdrawals[index].units;
        else paidBtc += batch.withdrawals[index].units;
    }

    /// Only a limit may refuse an honest payout.
    function _tryPay(Batch memory batch, uint256 index) private returns (bool) {
        bytes memory path = _path(batch, index);
        uint32 count = uint32(batch.withdrawals.length);
        try house.pay(abi.encode(batch.header), batch.committedAt, batch.flows, batch.withdrawals[index], count, path) {
            _checkLimits(batch, index);
            return true;
        } catch (bytes memory reason) {
            bytes4 name = bytes4(reason);
            assertTrue(name == IVault.RateLimited.selector || name == IVault.FastLaneFull.selector || name == IVault.FastLaneBusy.selector);
            return false;
        }
    }

    /// Of the payout just made.
    function _checkLimits(Batch memory batch, uint256 index) private view {
        Withdrawal memory w = batch.withdrawals[index];
        (uint64 day, uint64 hour, uint256 dayCap, uint256 hourCap) = vault.outflowOf(w.asset);
        assertTrue(w.units > hourCap || (day <= dayCap && hour <= hourCap), "R1");
        if (block.timestamp >= batch.committedAt + 60) return;
        (, uint64 inTree,,) = vault.balancesOf(w.asset);
        assertLe(vault.fastOpenOf(w.asset), inTree / 50, "R2");
        assertGe(vault.fastPaidAfter(w.account, w.asset, batch.header.no - 1), w.units, "R2");
    }

    function judgeQueue() external view {
        (bytes32 prefix,) = queue.at(last.forcedCount);
        assertEq(prefix, last.forcedPrefix, "Q1");
        assertEq(house.status().forcedCount, last.forcedCount, "Q1");
        assertEq(queue.count(), forced, "Q1");
        (, uint64 deadline) = queue.at(last.forcedCount);
        assertEq(deadline != 0, last.forcedCount < forced, "Q2");
        (uint8 reason,) = queue.overdue();
        assertEq(reason == 2, deadline != 0 && block.timestamp > deadline, "Q2");
        assertFalse(hurried || house.frozen(), "Q3");
    }

    function judge() external view {
        for (uint16 asset = 0; asset < 2; asset++) {
            (uint64 pending, uint64 inTree, uint64 claimable, uint256 residue) = vault.balancesOf(asset);
            uint256 held = (asset == 0 ? usdc : btc).balanceOf(address(vault));
            assertEq(held, uint256(pending) + inTree + claimable + residue, "V1");
            assertEq(inTree, accounted[asset], "V2");
            assertEq(uint256(claimable) + (asset == 0 ? paidCoin : paidBtc), asset == 0 ? createdCoin : createdBtc, "V3");
        }
    }

    function judgeHeader() external view {
        assertEq(uint256(last.sumPos), uint256(last.sumNeg) + accounted[0], "H1");
        (uint64 no, uint64 ts, uint64 seqTo, bytes32 headHash,) = house.head();
        assertEq(no, committed, "H2");
        assertEq(seqTo, 100 * committed, "H2");
        assertEq(ts, last.ts, "H2");
        assertEq(headHash, lastHash, "H2");
        for (uint64 i = 1; i <= no; i++) {
            assertTrue(house.record(i) != 0, "H2");
        }
        assertEq(house.record(no + 1), 0, "H2");
        (int64 fees, int64 badDebt) = house.systemCash();
        assertEq(fees, sealedBook[FEES].cash, "H3");
        assertEq(badDebt, sealedBook[BAD_DEBT].cash, "H3");
    }

    function judgeFund() external view {
        (uint64 unitsIn, uint64 unitsOut) = fund.totals();
        assertEq(fund.balance(), unitsIn - unitsOut, "F1");
        assertEq(usdc.balanceOf(address(fund)), fund.balance(), "F1");
    }

    function judgeLots() external view {
        int256 sum = 0;
        for (uint256 i = 0; i < ids.length; i++) {
            sum += sealedBook[ids[i]].lots;
        }
        assertEq(sum, 0, "M1");
    }

    function judgeDeposits() external view {
        assertEq(vault.depositsUpTo(), last.depositsUpTo, "D1");
        assertEq(vault.depositCount(), deposits.length, "D1");
        assertEq(vault.nextAccount(), 4096 + accounts.length, "D1");
    }

    function judgeLeaf() external view {
        if (batches.length == 0) return;
        Batch memory batch = batches[batches.length - 1];
        if (batch.marks.length == 0) return;
        Reference.Leaf memory leaf = batch.leaves[batch.leaves.length - 1];
        bytes memory path = Reference.proof(batch.leaves, leaf.id);
        int256 claim = house.verifyLeaf(abi.encode(batch.header), batch.committedAt, leaf.id, leaf.preimage, path, batch.marks);
        assertEq(claim, leaf.claim, "L1");
    }

    function _account(uint256 who) private view returns (uint32) {
        return accounts[who % accounts.length];
    }

    /// Storage takes no memory struct with arrays of structs at once.
    function _keep(Batch memory batch) private {
        Batch storage kept = batches.push();
        kept.header = batch.header;
        kept.flows = batch.flows;
        kept.marks = batch.marks;
        kept.committedAt = batch.committedAt;
        for (uint256 i = 0; i < batch.withdrawals.length; i++) {
            kept.withdrawals.push(batch.withdrawals[i]);
        }
        for (uint256 i = 0; i < batch.leaves.length; i++) {
            kept.leaves.push(batch.leaves[i]);
        }
    }
}

contract InvariantsTest is Venue {
    Operator private operator;

    function setUp() public {
        vm.warp(1_700_000_000);
        operator = new Operator();
        bytes4[] memory doors = new bytes4[](11);
        doors[0] = Operator.deposit.selector;
        doors[1] = Operator.trade.selector;
        doors[2] = Operator.mark.selector;
        doors[3] = Operator.withdraw.selector;
        doors[4] = Operator.fillBadDebt.selector;
        doors[5] = Operator.commit.selector;
        doors[6] = Operator.pay.selector;
        doors[7] = Operator.force.selector;
        doors[8] = Operator.junk.selector;
        doors[9] = Operator.pause.selector;
        doors[10] = Operator.hurry.selector;
        targetContract(address(operator));
        targetSelector(FuzzSelector({addr: address(operator), selectors: doors}));
    }

    /// V1: the Vault holds exactly pending + accounted + claimable + residue of every asset.
    /// V2: accounted is what the batches' flows add up to.
    /// V3: claimable plus paid is what batches let out, so no withdrawal is paid twice or above its total.
    /// H1: sumPos - sumNeg is the coin in the tree, at any marks.
    /// H2: the header chain has no gap.
    /// H3: stored system cash is the leaves' cash.
    /// F1: the fund's balance is what came in less what went out, and it holds that coin.
    /// M1: long and short open interest are equal.
    /// D1: deposits are counted once each and consumed in order.
    /// Q1: a batch's forced count and prefix are the queue's (forcedPrefixMatchesQueue).
    /// Q2: a request unserved past its deadline is overdue, and nothing else is (unservedForcedImpliesFreezable).
    /// Q3: nobody freezes a venue that is not late (freezeNeedsTwoSteps).
    /// R1: a payout within the bucket leaves the bucket within its capacity (rateLimitNeverExceeded).
    /// R2: open fast payouts are remembered and at most a fiftieth of the tree (fastLaneBounded).
    /// V1 is perAssetConservation; every honest commit succeeds whatever others have staged (openBatchNeverBlocks), paused (pauseNeverBlocksExit: payouts
    /// go on) or deposited (anyDepositConsumable), because no call of the operator may revert.
    /// L1: the newest leaf proves its claim against the newest header.
    /// One campaign judges them all after every call: a campaign each would only repeat the same calls.
    function invariant_V1_V2_V3_H1_H2_H3_F1_M1_D1_L1_Q1_Q2_Q3_R1_R2() public view {
        operator.judge();
        operator.judgeHeader();
        operator.judgeFund();
        operator.judgeLots();
        operator.judgeDeposits();
        operator.judgeLeaf();
        operator.judgeQueue();
    }
}
