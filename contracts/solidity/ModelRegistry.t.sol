// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {ModelRegistry} from "../src/dispute/ModelRegistry.sol";
import {vm} from "./Cheats.sol";

contract ModelRegistryTest {
    ModelRegistry private registry = new ModelRegistry();
    bytes32 private constant IDENTITY = bytes32(uint256(1));
    bytes32 private constant ARTIFACT = bytes32(uint256(2));
    bytes32 private constant KEY = bytes32(uint256(5));
    bytes32 private constant SRS = bytes32(uint256(6));
    address private constant OTHER = address(0x77);

    function test_what_was_said_is_found_both_ways() external {
        registry.register(IDENTITY, ARTIFACT, KEY, SRS, "mnist");
        (bytes32 artifact, bytes32 key, bytes32 srs, string memory name) = registry.lookup(address(this), IDENTITY);
        require(artifact == ARTIFACT && keccak256(bytes(name)) == keccak256("mnist"), "another entry");
        require(key == KEY && srs == SRS, "another key");
        require(registry.identityOf(address(this), "mnist") == IDENTITY, "another identity");
        (artifact, key, srs, name) = registry.lookup(OTHER, IDENTITY);
        require(artifact == 0 && key == 0 && srs == 0 && bytes(name).length == 0 && registry.identityOf(OTHER, "mnist") == 0, "by nobody's word");
    }

    /// What was said stays: neither the identity's name nor the name's identity can be changed by who said it; others have names of
    /// their own, and cannot take one away.
    function test_what_was_said_stays() external {
        registry.register(IDENTITY, ARTIFACT, 0, 0, "mnist");
        vm.expectRevert(ModelRegistry.AlreadyRegistered.selector);
        registry.register(IDENTITY, bytes32(uint256(3)), 0, 0, "other");
        vm.expectRevert(ModelRegistry.AlreadyRegistered.selector);
        registry.register(bytes32(uint256(4)), ARTIFACT, 0, 0, "mnist");
        vm.prank(OTHER);
        registry.register(bytes32(uint256(4)), ARTIFACT, 0, 0, "mnist");
        require(registry.identityOf(OTHER, "mnist") == bytes32(uint256(4)), "a name of one's own");
        require(registry.identityOf(address(this), "mnist") == IDENTITY, "a name that was taken away");
    }

    function test_what_is_no_entry() external {
        bytes memory long = new bytes(65);
        vm.expectRevert(ModelRegistry.InvalidEntry.selector);
        registry.register(0, ARTIFACT, 0, 0, "mnist");
        vm.expectRevert(ModelRegistry.InvalidEntry.selector);
        registry.register(IDENTITY, 0, 0, 0, "mnist");
        vm.expectRevert(ModelRegistry.InvalidEntry.selector);
        registry.register(IDENTITY, ARTIFACT, 0, 0, "");
        vm.expectRevert(ModelRegistry.InvalidEntry.selector);
        registry.register(IDENTITY, ARTIFACT, 0, 0, string(long));
        // A key without its reference string, and a string without a key.
        vm.expectRevert(ModelRegistry.InvalidEntry.selector);
        registry.register(IDENTITY, ARTIFACT, KEY, 0, "mnist");
        vm.expectRevert(ModelRegistry.InvalidEntry.selector);
        registry.register(IDENTITY, ARTIFACT, 0, SRS, "mnist");
        assembly {
            mstore(long, 64)
        }
        registry.register(IDENTITY, ARTIFACT, 0, 0, string(long));
    }
}
