// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent, Fill, IFillVerifier, Order} from "../src/interfaces/IFillVerifier.sol";
import {Venue} from "./support/Venue.sol";

contract FillVerifierTest is Venue {
    uint256 private constant OWNER_KEY = 0x0123;
    uint256 private constant AGENT_KEY = 0x4567;
    IFillVerifier private verifier;
    Order private order;
    Agent private agent;
    Fill private fill;

    function setUp() public {
        _deploy();
        verifier = IFillVerifier(deployCode("FillVerifier.sol:FillVerifier", abi.encode(address(house))));
        uint32 account = _join(vm.addr(OWNER_KEY), 10e6);
        order = Order(account, 1, 0, 0, 600_000, 50, 7, 2e18, 0x1234);
        agent = Agent(account, vm.addr(AGENT_KEY), 2e18, 1e12, 600_000 * 50 * 10, 1 << 1, 1e12, 50_000, 1);
        fill = Fill(account, 1, 0, 599_990, 20, 30, 1.7e18, 10);
    }

    function test_verifyFill_acceptsTheOwnersAndTheAgentsOrder() public view {
        bytes32 digest = verifier.orderDigest(order);
        assertEq(verifier.verifyFill(order, _sign(OWNER_KEY, digest), agent, "", fill), digest);
        assertEq(verifier.verifyFill(order, _sign(AGENT_KEY, digest), agent, _scope(), fill), digest);
    }

    function test_verifyFill_readsTheScopeOfMarket64() public {
        order.market = 64;
        fill.market = 64;
        agent.markets = ~uint64(1);
        _refused(abi.encodeWithSelector(IFillVerifier.AgentMarket.selector, ~uint64(1), 64));
        agent.markets = 1;
        bytes32 digest = verifier.orderDigest(order);
        assertEq(verifier.verifyFill(order, _sign(AGENT_KEY, digest), agent, _scope(), fill), digest);
    }

    function test_digests_areThoseOfTheTypes() public view {
        bytes32 orderType = keccak256(
            "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)"
        );
        bytes32 body = keccak256(abi.encode(orderType, order.account, 1, 0, 0, 600_000, 50, 7, 2e18, 0x1234));
        assertEq(verifier.orderDigest(order), keccak256(abi.encodePacked(hex"1901", house.domainSeparator(), body)));
        bytes32 agentType = keccak256(
            "Agent(uint32 account,address agent,uint64 expiryNs,uint64 maxNotionalPerDay,uint64 maxOrderNotional,uint64 markets,uint64 maxPosition,uint32 bandPpm,uint64 nonce)"
        );
        body = keccak256(abi.encode(agentType, agent.account, agent.agent, 2e18, 1e12, 600_000 * 50 * 10, 2, 1e12, 50_000, 1));
        assertEq(verifier.agentDigest(agent), keccak256(abi.encodePacked(hex"1901", house.domainSeparator(), body)));
    }

    function test_digests_followAForkOfTheChain() public {
        bytes32 before = verifier.orderDigest(order);
        vm.chainId(block.chainid + 1);
        assertNotEq(verifier.orderDigest(order), before);
        test_digests_areThoseOfTheTypes();
    }

    /// One spoiled field each, and the one name it has.
    function test_verifyFill_refusesByName() public {
        fill.account++;
        _refused(abi.encodeWithSelector(IFillVerifier.FillAccount.selector, order.account, order.account + 1));
        fill.account--;
        fill.market = 2;
        _refused(abi.encodeWithSelector(IFillVerifier.FillMarket.selector, 1, 2));
        fill.market = 1;
        fill.side = 1;
        _refused(abi.encodeWithSelector(IFillVerifier.FillSide.selector, 0, 1));
        fill.side = 0;
        fill.lots = 0;
        _refused(abi.encodeWithSelector(IFillVerifier.FillEmpty.selector));
        fill.lots = 21;
        _refused(abi.encodeWithSelector(IFillVerifier.OverFilled.selector, 50, 51));
        fill.lots = 20;
        fill.ticks = 600_001;
        _refused(abi.encodeWithSelector(IFillVerifier.PriceBeyondLimit.selector, 600_000, 600_001));
        fill.ticks = 600_000;
        fill.timeNs = 2e18 + 1;
        _refused(abi.encodeWithSelector(IFillVerifier.OrderExpired.selector, 2e18, 2e18 + 1));
        agent.expiryNs = 1e18;
        fill.timeNs = 1.5e18;
        _refused(abi.encodeWithSelector(IFillVerifier.AgentExpired.selector, 1e18, 1.5e18));
        agent.expiryNs = 2e18;
        agent.account++;
        _refused(abi.encodeWithSelector(IFillVerifier.AgentAccount.selector, order.account, order.account + 1));
        agent.account--;
        agent.markets = ~uint64(1 << 1);
        _refused(abi.encodeWithSelector(IFillVerifier.AgentMarket.selector, ~uint64(1 << 1), 1));
        agent.markets = 1 << 1;
        agent.maxOrderNotional -= 1;
        _refused(abi.encodeWithSelector(IFillVerifier.AgentNotional.selector, 299_999_999, 300_000_000));
        agent.maxOrderNotional += 1;
        order.side = 2;
        _refused(abi.encodeWithSelector(IFillVerifier.OrderSide.selector, 2));
        order.side = 1;
        fill.side = 1;
        fill.ticks = 599_999;
        _refused(abi.encodeWithSelector(IFillVerifier.PriceBeyondLimit.selector, 600_000, 599_999));
    }

    function test_verifyFill_refusesForeignSignatures() public {
        bytes32 digest = verifier.orderDigest(order);
        bytes memory stranger = _sign(0xBAD, digest);
        bytes memory scope = _scope();
        vm.expectRevert(abi.encodeWithSelector(IFillVerifier.NotSignedByOwner.selector, order.account, vm.addr(OWNER_KEY)));
        verifier.verifyFill(order, stranger, agent, "", fill);
        vm.expectRevert(abi.encodeWithSelector(IFillVerifier.NotSignedByAgent.selector, vm.addr(AGENT_KEY), vm.addr(0xBAD)));
        verifier.verifyFill(order, stranger, agent, scope, fill);
        bytes memory good = _sign(AGENT_KEY, digest);
        bytes memory foreign = _sign(0xBAD, verifier.agentDigest(agent));
        vm.expectRevert(abi.encodeWithSelector(IFillVerifier.NotSignedByOwner.selector, order.account, vm.addr(OWNER_KEY)));
        verifier.verifyFill(order, good, agent, foreign, fill);
    }

    function _refused(bytes memory reason) private {
        bytes memory signature = _sign(AGENT_KEY, verifier.orderDigest(order));
        bytes memory scope = _scope();
        vm.expectRevert(reason);
        verifier.verifyFill(order, signature, agent, scope, fill);
    }

    function _scope() private view returns (bytes memory) {
        return _sign(OWNER_KEY, verifier.agentDigest(agent));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
