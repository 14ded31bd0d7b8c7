// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Venue} from "./support/Venue.sol";

/// Everyone who may touch the fund, in random order; covers ask for anything and may be refused, then nothing has moved.
contract FundKeeper is Venue {
    uint64 public now_ = 1_700_000_000;
    uint64 public covered;
    uint64 public withdrawn;
    mapping(uint64 day => uint64) public drawnOn;
    mapping(uint64 day => uint64) public baseOf;
    bool public broken;

    constructor() {
        _deploy();
        usdc.mint(address(this), 1e15);
        usdc.approve(address(fund), type(uint256).max);
        fund.deposit(1_000e6);
        vm.startPrank(ADMIN);
        for (uint32 market = 1; market <= 4; market++) {
            fund.assign(market, uint8(market));
        }
        vm.stopPrank();
    }

    function deposit(uint256 raw) external {
        fund.deposit(bound(raw, 1, 1e9));
    }

    function allocate(uint8 tranche, uint256 units) external {
        uint64 moved = uint64(bound(units, 0, fund.balanceOf(0)));
        vm.prank(ADMIN);
        fund.allocate(uint8(bound(tranche, 1, 5)), moved);
    }

    function pass(uint256 time) external {
        now_ += uint64(bound(time, 1, 2 hours));
        vm.warp(now_);
    }

    /// What `coverable` promises passes; one unit more does not.
    function claim(uint32 market, uint256 units) external {
        market = uint32(bound(market, 0, 5));
        uint64 most = fund.coverable(market, now_);
        uint64 wanted = uint64(bound(units, 1, uint256(most) + 2));
        _noteBase();
        vm.prank(address(house));
        try fund.coverClaims(1, now_, abi.encodePacked(market, wanted)) {
            if (wanted > most) broken = true;
            _note(wanted);
        } catch {
            if (wanted <= most) broken = true;
        }
    }

    function coverCommon(uint256 units) external {
        uint64 wanted = uint64(bound(units, 0, 300e6));
        _noteBase();
        vm.prank(address(house));
        try fund.cover(1, now_, wanted) {
            _note(wanted);
        } catch {}
    }

    function topUp(uint256 units) external {
        uint64 came = uint64(bound(units, 1, 1e8));
        usdc.mint(address(fund), came);
        vm.prank(address(house));
        fund.topUp(1, came);
    }

    function withdraw(uint256 target, uint256 units) external {
        vm.startPrank(ADMIN);
        uint64 least = fund.target();
        fund.setTarget(uint64(bound(target, least, uint256(least) + 1e6)));
        fund.announceWithdrawal(address(0xCA), uint64(bound(units, 0, 1e9)));
        vm.stopPrank();
        now_ += 30 days;
        vm.warp(now_);
        (, uint64 wanted,) = fund.announced();
        try fund.withdraw() {
            withdrawn += wanted;
            if (fund.balance() < fund.floor()) broken = true;
        } catch {}
    }

    function judgeBalance() external view {
        (uint64 unitsIn, uint64 unitsOut) = fund.totals();
        assertEq(fund.balance(), unitsIn - unitsOut, "F1");
        assertGe(usdc.balanceOf(address(fund)), fund.balance(), "F1");
        assertEq(unitsOut, covered + withdrawn, "F1");
        assertEq(usdc.balanceOf(address(vault)), covered, "F1");
    }

    function judgeTranches() external view {
        uint64 sum = 0;
        for (uint8 tranche = 0; tranche < 6; tranche++) {
            sum += fund.balanceOf(tranche);
        }
        assertEq(sum, fund.balance(), "F2");
    }

    function judgeCaps() external view {
        assertFalse(broken, "F3");
        uint64 today = now_ / 1 days;
        assertLe(drawnOn[today], baseOf[today] / 4, "F3");
    }

    function _noteBase() private {
        uint64 today = now_ / 1 days;
        if (drawnOn[today] == 0) baseOf[today] = fund.balance();
    }

    function _note(uint64 units) private {
        covered += units;
        drawnOn[now_ / 1 days] += units;
    }
}

/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.depth = 8
/// forge-config: full.invariant.runs = 256
/// forge-config: full.invariant.depth = 64
/// forge-config: nightly.invariant.runs = 1
contract FundInvariantsTest is Venue {
    FundKeeper private keeper;

    function setUp() public {
        keeper = new FundKeeper();
        bytes4[] memory doors = new bytes4[](7);
        doors[0] = FundKeeper.deposit.selector;
        doors[1] = FundKeeper.allocate.selector;
        doors[2] = FundKeeper.pass.selector;
        doors[3] = FundKeeper.claim.selector;
        doors[4] = FundKeeper.coverCommon.selector;
        doors[5] = FundKeeper.topUp.selector;
        doors[6] = FundKeeper.withdraw.selector;
        targetContract(address(keeper));
        targetSelector(FuzzSelector({addr: address(keeper), selectors: doors}));
    }

    /// F1: the fund's balance is what came in less what was covered or withdrawn, and the coin is there.
    function invariant_insuranceInMinusOutEqualsBalance() public view {
        keeper.judgeBalance();
    }

    /// F2: the tranches add up to the balance.
    function invariant_tranchesSumToBalance() public view {
        keeper.judgeTranches();
    }

    /// F3: `coverable` is exact, no withdrawal ends below the floor, no day of header time gives more than a quarter of what it began with.
    function invariant_coverWithinCaps() public view {
        keeper.judgeCaps();
    }

    /// All of the above in one campaign, as the normal tier runs it in full: a campaign by name would only make the very same calls.
    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 64
    /// forge-config: full.invariant.runs = 1
    /// forge-config: nightly.invariant.runs = 8192
    /// forge-config: nightly.invariant.depth = 128
    function invariantsHold() public view {
        keeper.judgeBalance();
        keeper.judgeTranches();
        keeper.judgeCaps();
    }
}
