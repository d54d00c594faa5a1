// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// What forge's tests may do to the chain.
interface Vm {
    function warp(uint256 time) external;
    function prank(address caller) external;
    function expectRevert(bytes4 error) external;
    function expectRevert(bytes calldata error) external;
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
