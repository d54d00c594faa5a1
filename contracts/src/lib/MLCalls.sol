// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IPreimageOracle} from "../IPreimageOracle.sol";
import {Machine, LL_ADDRESS, PREIMAGE_KEY, PREIMAGE_OFFSET} from "./Machine.sol";
import {Memory} from "./Memory.sol";
import {PreimageKeys} from "./PreimageKeys.sol";
import {Syscalls} from "./Syscalls.sol";
import {Threads} from "./Threads.sol";

/// The ML system calls: 5900 `ml_map(address, log2 size, root pointer)` replaces an aligned region of memory by
/// the one with a given root; 5901 `ml_read(address, most bytes)` reads up to 32 bytes of the pre-image.
library MLCalls {
    uint256 private constant V0 = 2;
    uint256 private constant A0 = 4;
    uint256 private constant A1 = 5;
    uint256 private constant A2 = 6;
    uint256 private constant EINVAL = 0x16;

    /// Makes the call if it is one of these two.
    function run(Machine m, bytes32 below, IPreimageOracle oracle, bytes32 localContext)
        internal
        view
        returns (bool)
    {
        uint256 number = m.register(V0);
        if (number != 5900 && number != 5901) return false;
        uint256 value;
        bool fails;
        if (number == 5900) fails = map(m, m.register(A0), m.register(A1), m.register(A2));
        else (fails, value) = read(m, m.register(A0), m.register(A1), oracle, localContext);
        Syscalls.finish(m, fails ? EINVAL : value, fails);
        Threads.put(m, below);
        return true;
    }

    /// Replaces the region; what it holds from then on need not be known here. A reservation in it is dropped.
    function map(Machine m, uint256 at, uint256 log2Size, uint256 pointer) private pure returns (bool fails) {
        unchecked {
            if (log2Size < 5 || log2Size > 63) return true;
            if (at & ((1 << log2Size) - 1) != 0 || pointer & 31 != 0) return true;
            bytes32 next = Memory.provedLeaf(m, 1, pointer);
            Memory.replace(m, 2, at, log2Size, next);
            if (m.word(LL_ADDRESS) >> log2Size == at >> log2Size) Memory.drop(m);
            return false;
        }
    }

    /// Pre-images come in pieces that stay inside one leaf. A reservation in the leaf is dropped.
    function read(Machine m, uint256 to, uint256 length, IPreimageOracle oracle, bytes32 localContext)
        private
        view
        returns (bool, uint256)
    {
        unchecked {
            if (to & 31 != 0) return (true, 0);
            uint256 old = uint256(Memory.peekLeaf(1));
            bytes32 key = m.root(PREIMAGE_KEY);
            if (uint8(key[0]) == 1) key = PreimageKeys.localise(key, msg.sender, localContext);
            uint256 offset = m.word(PREIMAGE_OFFSET);
            (bytes32 part, uint256 count) = oracle.readPreimage(key, offset);
            if (length < count) count = length;
            // For a count of 32 the shift leaves nothing.
            uint256 keep = type(uint256).max >> 8 * count;
            Memory.replace(m, 1, to, 5, bytes32((uint256(part) & ~keep) | (old & keep)));
            if (m.word(LL_ADDRESS) & ~uint256(31) == to) Memory.drop(m);
            m.setWord(PREIMAGE_OFFSET, offset + count);
            return (false, count);
        }
    }
}
