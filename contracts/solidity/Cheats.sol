// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// What forge's tests may do to the chain.
interface Vm {
    function warp(uint256 time) external;
    /// The chain's time, in seconds. The compiler takes `block.timestamp` for the same throughout a call and may read it where it is
    /// used, which is after a warp: what a test remembers of the time has to come from here.
    function getBlockTimestamp() external view returns (uint256);
    function prank(address caller) external;
    function expectRevert(bytes4 error) external;
    function expectRevert(bytes calldata error) external;
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
