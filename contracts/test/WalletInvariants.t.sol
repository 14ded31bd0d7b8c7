// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IAccount7821, Passkeys} from "./support/Passkeys.sol";

contract Counter {
    uint256 public count;

    function up() external {
        count++;
    }
}

/// A passkey and a bundler that uses lanes as it likes, repeats what was used, and jumps ahead.
contract Wallets is Passkeys {
    uint192 private constant LANES = 3;
    address private account;
    Counter private counter = new Counter();
    mapping(uint192 lane => uint64) private used;
    uint256 private operations;
    bool private outOfTurn;

    constructor() {
        _deployWallets();
        account = factory.create(passkeyX, passkeyY, 0);
        vm.deal(account, 1_000 ether);
    }

    function operate(uint192 lane) external {
        _handle(_made(lane % LANES, 0));
        used[lane % LANES]++;
        operations++;
    }

    function outOfOrder(uint192 lane, int64 apart) external {
        lane = lane % LANES;
        apart = int64(bound(apart, -int64(used[lane]), 5));
        if (apart == 0) return;
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = _made(lane, apart);
        vm.prank(BUNDLER, BUNDLER);
        try IEntryPoint(ENTRY_POINT).handleOps(ops, BUNDLER) {
            outOfTurn = true;
        } catch {}
    }

    function judge() external view {
        assertFalse(outOfTurn, "W1");
        assertEq(counter.count(), operations, "W1");
        for (uint192 lane = 0; lane < LANES; lane++) {
            assertEq(IEntryPoint(ENTRY_POINT).getNonce(account, lane), uint256(lane) << 64 | used[lane], "W1");
        }
    }

    function _made(uint192 lane, int64 apart) private view returns (PackedUserOperation memory op) {
        op = _operation(account, lane, _one(address(counter), abi.encodeCall(Counter.up, ())));
        op.nonce = uint256(int256(op.nonce) + apart);
        op.signature = _assertion(PASSKEY, _hash(op));
    }
}

/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.depth = 8
/// forge-config: full.invariant.runs = 256
/// forge-config: full.invariant.depth = 64
/// forge-config: nightly.invariant.runs = 1
contract WalletInvariantsTest is Passkeys {
    Wallets private wallets;

    function setUp() public {
        vm.warp(1_700_000_000);
        wallets = new Wallets();
        bytes4[] memory doors = new bytes4[](2);
        (doors[0], doors[1]) = (Wallets.operate.selector, Wallets.outOfOrder.selector);
        targetContract(address(wallets));
        targetSelector(FuzzSelector({addr: address(wallets), selectors: doors}));
    }

    /// W1: every lane's nonce counts operations by one, and none runs twice or out of turn.
    function invariant_walletNonceMonotone() public view {
        wallets.judge();
    }

    /// All of the above in one campaign, as the normal tier runs it in full: a campaign by name would only make the very same calls.
    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 64
    /// forge-config: full.invariant.runs = 1
    /// forge-config: nightly.invariant.runs = 8192
    /// forge-config: nightly.invariant.depth = 128
    function invariantsHold() public view {
        wallets.judge();
    }
}
